import { isLoose } from '../model/decode'

/*
 * A bucket of the browser's storage: databases in files of their own, so that what happens to
 * those of the extension, which a browser throws away as a whole when one is damaged, does not
 * happen to these. Chromium has them; elsewhere there is none, and nothing is kept beside.
 */
const bucketName = 'tonggao-beside'

interface Buckets {
  open(
    name: string,
    options: { persisted: boolean; durability: 'strict' },
  ): Promise<{
    readonly indexedDB: IDBFactory
  }>
  delete(name: string): Promise<void>
}

/** Where databases are kept beside the extension's own; undefined where there is no such place. */
export async function openBucket(): Promise<IDBFactory | undefined> {
  const bucket = await buckets()?.open(bucketName, { persisted: true, durability: 'strict' })
  return bucket?.indexedDB
}

/** Takes all that is kept beside off the disk. */
export async function removeBucket(): Promise<void> {
  await buckets()?.delete(bucketName)
}

function buckets(): Buckets | undefined {
  const found: unknown =
    typeof navigator === 'undefined' ? undefined : Reflect.get(navigator, 'storageBuckets')
  return isBuckets(found) ? found : undefined
}

function isBuckets(found: unknown): found is Buckets {
  return (
    isLoose(found) && typeof found['open'] === 'function' && typeof found['delete'] === 'function'
  )
}
