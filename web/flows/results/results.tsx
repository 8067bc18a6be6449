export const Results = () => null;
