// esbuild loads Python files as text
declare module '*.py' {
  const source: string;
  export default source;
}
