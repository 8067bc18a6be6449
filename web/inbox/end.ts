import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

const nearPx = 60;

/** Holds a scrolling box at its end, also while what is in it is still being measured, until somebody scrolls away. */
export function useEnd(box: RefObject<HTMLElement | null>) {
  const [atEnd, setAtEnd] = useState(true);
  const holding = useRef(true);
  /** Moved by a person since it was last put to the end; otherwise the browser or the layout moved it. */
  const touched = useRef(false);

  const hold = (on: boolean) => {
    holding.current = on;
    setAtEnd(on);
  };
  const toEnd = () => {
    touched.current = false;
    hold(true);
    box.current?.scrollTo(0, box.current.scrollHeight);
  };
  const leave = () => {
    touched.current = true;
    hold(false);
  };
  const onMove = () => {
    const el = box.current;
    if (!el) return;
    const near = el.scrollHeight - el.scrollTop - el.clientHeight < nearPx;
    if (near || touched.current) hold(near);
  };
  const touch = () => {
    touched.current = true;
  };

  useEffect(() => {
    const el = box.current;
    if (!el) return;
    const watcher = new ResizeObserver(() => {
      if (holding.current) el.scrollTo(0, el.scrollHeight);
    });
    for (const one of [el, ...el.children]) watcher.observe(one);
    return () => watcher.disconnect();
  }, [box.current]);

  const gestures = { onWheel: touch, onTouchMove: touch, onKeyDown: touch, onPointerDown: touch };
  return { atEnd, toEnd, leave, onMove, gestures };
}
