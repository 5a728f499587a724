import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What each room may import of the others and of packages; the longest matching path counts. */
const rooms: Readonly<Record<string, { own: readonly string[]; packages: RegExp }>> = {
  schema: { own: ['schema'], packages: /^prosemirror-model$/ },
  'editor/model': {
    own: ['schema', 'editor/model'],
    packages: /^(yjs|prosemirror-model|diff|lib0\/(hash\/sha256|string))$/,
  },
  'editor/binding': {
    own: ['schema', 'editor/model', 'editor/binding'],
    packages: /^(yjs|prosemirror-)/,
  },
  'editor/trust': { own: ['editor/model', 'editor/trust'], packages: /^$/ },
  'editor/sync': {
    own: ['editor/model', 'editor/trust', 'editor/sync'],
    packages: /^(yjs|y-protocols|y-webrtc|lib0|@hocuspocus\/provider|@noble\/ciphers)/,
  },
  'editor/storage': {
    own: ['editor/storage', 'editor/model', 'editor/trust'],
    packages: /^(yjs|y-indexeddb|@noble\/ciphers\/.*)$/,
  },
  'editor/paper': {
    own: ['schema', 'editor/model', 'editor/binding/positions', 'editor/paper', 'editor/unpack'],
    packages: /^(prosemirror-model|fflate|saxes)$/,
  },
  'editor/spreadsheet': {
    own: [
      'schema',
      'editor/model',
      'editor/board',
      'editor/panels',
      'editor/spreadsheet',
      'editor/ui',
      'editor/unpack',
      'editor/view',
    ],
    packages: /^(fflate|hucre\/xlsx)$/,
  },
  'editor/unpack': { own: ['editor/trust/bytes', 'editor/unpack'], packages: /^fflate$/ },
  'editor/ui': { own: ['editor/ui'], packages: /^$/ },
  editor: { own: ['schema', 'editor'], packages: /^(yjs|prosemirror-|preact|uqr$)/ },
  extension: { own: ['schema', 'editor', 'extension'], packages: /^(preact|wxt\/)/ },
  relay: {
    own: ['relay'],
    packages: /^(ws|node:|yjs$|@hocuspocus\/server$|lib0\/decoding$|node-sqlite3-wasm$)/,
  },
}

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) yield* sources(path)
    else if (/\.tsx?$/.test(entry.name)) yield path
  }
}

describe('the rooms', () => {
  it('[W1] import only what they may', () => {
    const wrong: string[] = []
    for (const file of ['schema', 'editor', 'extension', 'relay'].flatMap((room) => [
      ...sources(room),
    ])) {
      const room = Object.keys(rooms)
        .filter((one) => file.startsWith(`${one}/`))
        .toSorted((a, b) => b.length - a.length)[0]
      const rule = rooms[room ?? '']
      if (rule === undefined) continue
      for (const [, from = ''] of readFileSync(join(root, file), 'utf8').matchAll(
        /(?:from|import) '([^']+)'/g,
      )) {
        if (from.includes('node_modules/')) continue
        if (!from.startsWith('.')) {
          if (!rule.packages.test(from)) wrong.push(`${file} imports ${from}`)
          continue
        }
        const target = relative(root, join(root, dirname(file), from))
        if (!rule.own.some((one) => target === one || target.startsWith(`${one}/`)))
          wrong.push(`${file} imports ${target}`)
        if (file.startsWith('editor/') && target === 'editor/index')
          wrong.push(`${file} imports its own door`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('[W2] name a Yjs root in one file only', () => {
    const named = ['editor', 'extension']
      .flatMap((room) => [...sources(room)])
      .filter((file) =>
        /\.(getText|getMap|getArray|getXmlFragment)(<\w+>)?\('/.test(
          readFileSync(join(root, file), 'utf8'),
        ),
      )
    expect(named.toSorted()).toEqual(['editor/model/parts.ts', 'editor/sync/log.ts'])
  })

  it('[RS12] store nothing past the lock: the small storage and the disk have their doors', () => {
    const doors: readonly [RegExp, RegExp][] = [
      [/storage\.local\.(get|set)\(/, /^extension\/platform\/(kept|lock|erase)\.ts$/],
      [/indexedDB\.|\.getDirectory\(/, /^(editor\/storage\/|extension\/platform\/erase\.ts$)/],
      // When a device was last met, that a copy must be rebuilt, and how somebody looks at a text (zoom, folded blocks): no content.
      [/localStorage/, /^editor\/(sync\/(met|rebuild-mark)|ui\/device-memory)\.ts$/],
    ]
    const wrong = ['editor', 'extension'].flatMap((room) =>
      [...sources(room)].filter((file) => {
        const text = readFileSync(join(root, file), 'utf8')
        return doors.some(([use, door]) => use.test(text) && !door.test(file))
      }),
    )
    expect(wrong).toEqual([])
  })

  it('[SG6] listen to a document through one door only: no throw may silence it', () => {
    const doors: readonly [RegExp, RegExp][] = [
      [/new Y\.Doc\(|\.observeDeep\(/, /^editor\/model\/listening\.ts$/],
      // Of a browser's own observers, which are asked by other names.
      [
        /\b(?!sizes|observer|watch|current)\w+(\(\w*\))?\.observe\(/,
        /^editor\/model\/listening\.ts$/,
      ],
      [
        /for \(const \w+ of [\w.#]*([lL]isteners|afterwards|before)\)/,
        /^editor\/model\/listening\.ts$/,
      ],
      [/new Awareness\((?<!guardEvents\(new Awareness\()/, /^$/],
      [/new Y\.UndoManager\((?<!guardEvents\(\s*new Y\.UndoManager\()/, /^$/],
      [/nodeViews: (?!guardNodeViews)/, /^$/],
    ]
    const wrong = ['editor', 'extension'].flatMap((room) =>
      [...sources(room)].flatMap((file) => {
        const text = readFileSync(join(root, file), 'utf8')
        return doors
          .filter(([use, door]) => use.test(text) && !door.test(file))
          .map(([use]) => `${file}: ${use.source}`)
      }),
    )
    expect(wrong).toEqual([])
    expect(readFileSync(join(root, 'editor/view/editor.ts'), 'utf8')).toContain(
      '].map((plugin: Plugin) => guardPlugin(plugin))',
    )
  })
})
