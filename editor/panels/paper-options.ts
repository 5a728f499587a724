import { isLoose } from '../model/decode'
import { bodyFaces, standardFaces, titleFaces, type FaceChoice } from '../paper/face-choice'
import { deviceMemory } from '../ui/device-memory'

/** How somebody wants the paper: remembered on this machine, for all reports. */
export interface PaperOptions {
  readonly purpose: 'formal' | 'draft'
  /** In a draft only. */
  readonly comments: boolean
  /** In a draft only. */
  readonly suggestions: boolean
  readonly numbers: 'text' | 'real'
  readonly seal: boolean
  readonly faces: FaceChoice
}

const memory = deviceMemory('paper')

/** What was chosen last, or what most want. */
export function readPaperOptions(): PaperOptions {
  const stored = memory.read()
  const read = isLoose(stored) ? stored : {}
  const faces = isLoose(read['faces']) ? read['faces'] : {}
  return {
    purpose: read['purpose'] === 'draft' ? 'draft' : 'formal',
    comments: read['comments'] !== false,
    suggestions: read['suggestions'] !== false,
    numbers: read['numbers'] === 'real' ? 'real' : 'text',
    seal: read['seal'] === true,
    faces: {
      title: titleFaces.find((one) => one === faces['title']) ?? standardFaces.title,
      body: bodyFaces.find((one) => one === faces['body']) ?? standardFaces.body,
    },
  }
}

export function rememberPaperOptions(options: PaperOptions): void {
  memory.write(options)
}
