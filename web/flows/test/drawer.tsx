export const TestDrawer = () => null;
