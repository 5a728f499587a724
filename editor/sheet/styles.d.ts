/** A style sheet as text, for a document of its own. */
declare module '*.css?inline' {
  const text: string
  export default text
}
