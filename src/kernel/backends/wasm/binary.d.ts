/** The path of a compiled file, relative to the bundle. */
declare module '*.wasm' {
  const file: string;
  export default file;
}
