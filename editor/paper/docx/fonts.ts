import type { Faces } from '../face-choice'
import type { Face } from '../format'
import { element, val, wordPart, type Xml } from './xml'

/** One face for Chinese and Latin characters alike: the standard knows no other. */
export function fonts({ name }: Face): Xml {
  return element('w:rFonts', {
    'w:ascii': name,
    'w:eastAsia': name,
    'w:hAnsi': name,
    'w:cs': name,
  })
}

/** The table of faces, with the names under which a machine may have something like them. */
export function fontTablePart(faces: Faces): Xml {
  return wordPart(
    'w:fonts',
    ...Object.values<Face>(faces).map(({ name, fallbacks }) =>
      element(
        'w:font',
        { 'w:name': name },
        val('w:altName', fallbacks.join(',')),
        val('w:charset', '86'),
        val('w:family', 'auto'),
        val('w:pitch', 'variable'),
      ),
    ),
  )
}
