import { element, text, xmlFile, type Xml } from './xml'

/** Title and time; no names, because the file may leave the house. */
export function propertiesPart(title: string, at: number): Xml {
  const time = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
  const moment = (name: string): Xml => element(name, { 'xsi:type': 'dcterms:W3CDTF' }, text(time))
  return xmlFile(
    element(
      'cp:coreProperties',
      {
        'xmlns:cp': 'http://schemas.openxmlformats.org/package/2006/metadata/core-properties',
        'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
        'xmlns:dcterms': 'http://purl.org/dc/terms/',
        'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      },
      element('dc:title', {}, text(title)),
      moment('dcterms:created'),
      moment('dcterms:modified'),
    ),
  )
}
