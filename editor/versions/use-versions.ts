import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Version, Versions } from '../model/versions/versions'

/** The versions of a report, the newest first; read again only when they change. */
export function useVersions(versions: Versions): readonly Version[] {
  const [count, setCount] = useState(0)
  useEffect(() => versions.onChange(() => setCount((n) => n + 1)), [versions])
  return useMemo(() => versions.list(), [versions, count])
}
