/** Parameters that may be given once each (RFC 6749 section 3.1). An empty one counts as left out. */
export function single(given: URLSearchParams): { values: Record<string, string>; repeated: string[] } {
  const names = [...new Set(given.keys())]
  const values = names.flatMap((name) => {
    const value = given.get(name) ?? ''
    return value === '' ? [] : [[name, value] as const]
  })
  return { values: Object.fromEntries(values), repeated: names.filter((name) => given.getAll(name).length > 1) }
}
