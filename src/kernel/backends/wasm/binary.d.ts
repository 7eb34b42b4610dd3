/** The path of a compiled file, relative to the bundle. */
declare module '*.wasm' {
  const file: string;
  export default file;
}

/** The path of a thread's bundle, relative to the bundle. */
declare module '*.thread.js' {
  const file: string;
  export default file;
}
