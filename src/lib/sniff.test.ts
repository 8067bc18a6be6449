import { describe, expect, test } from "bun:test";
import { kindOfMime, sniffMime } from "./sniff.ts";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

describe("what bytes are", () => {
  test.each([
    ["\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"],
    ["\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"],
    ["RIFF\x24\0\0\0WEBPVP8 ", "image/webp"],
    ["GIF89a\x01\0", "image/gif"],
    ["\0\0\0\x20ftypisom\0\0\x02\0", "video/mp4"],
    ["\0\0\0\x18ftyp3gp5", "video/3gpp"],
    ["\0\0\0\x1cftypM4A \0", "audio/mp4"],
    ["\0\0\0\x18ftypheic", "image/heic"],
    ["OggS\0\x02", "audio/ogg"],
    ["ID3\x04\0", "audio/mpeg"],
    ["\xff\xfb\x90\x64", "audio/mpeg"],
    ["\xff\xf1\x50\x80", "audio/aac"],
    ["#!AMR\n", "audio/amr"],
    ["RIFF\x24\0\0\0WAVEfmt ", "audio/wav"],
    ["%PDF-1.7\n", "application/pdf"],
    ["PK\x03\x04\x14\0\x06\0", "application/zip"],
    ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"],
    ["<!DOCTYPE html><title>x", "text/html"],
    ["\xef\xbb\xbf <svg onload=alert(1)>", "image/svg+xml"],
    ["<?xml version='1.0'?><svg xmlns=''>", "image/svg+xml"],
    ["<script>alert(1)</script>", "text/html"],
  ])("%p is told", (head, mimeType) => {
    expect(sniffMime(bytes(head))).toBe(mimeType);
  });

  test("is left open where they do not tell", () => {
    for (const head of ["", "RIFF", "hello", "\0\0\0\0", "RIFF\0\0\0\0AVI "])
      expect(sniffMime(bytes(head))).toBeUndefined();
  });
});

test("only what WhatsApp shows in place is an image, video or audio", () => {
  expect(["image/png", "video/mp4", "audio/ogg", "image/webp"].map(kindOfMime)).toEqual([
    "image",
    "video",
    "audio",
    "image",
  ]);
  expect(["image/gif", "image/svg+xml", "video/webm", "audio/wav", ""].map(kindOfMime)).toEqual(
    Array.from({ length: 5 }, () => "document"),
  );
});
