export { Inspector } from "./inspector.tsx";
export { Picker } from "./picker.tsx";
export { PublishDialog } from "./publish-dialog.tsx";
export { SettingsDialog } from "./settings-dialog.tsx";
export { Several } from "./several.tsx";
export { SidePanel } from "./side-panel.tsx";
