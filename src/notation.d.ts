declare module '*/notation.json' {
  const notation: import('./model/notation').INotation;
  export default notation;
}
