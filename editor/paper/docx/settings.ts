import { element, val, wordPart, type Xml } from './xml'

const word = 'http://schemas.microsoft.com/office/word'

export function settingsPart(): Xml {
  const compatible = (name: string, value: number): Xml =>
    element('w:compatSetting', { 'w:name': name, 'w:uri': word, 'w:val': value })
  return wordPart(
    'w:settings',
    element('w:zoom', { 'w:percent': 100 }),
    element('w:evenAndOddHeaders'),
    // A mark is as wide as a character, so that 28 of them make a line.
    val('w:characterSpacingControl', 'doNotCompress'),
    element(
      'w:compat',
      {},
      element('w:spaceForUL'),
      element('w:balanceSingleByteDoubleByteWidth'),
      element('w:doNotLeaveBackslashAlone'),
      element('w:ulTrailSpace'),
      element('w:doNotExpandShiftReturn'),
      element('w:adjustLineHeightInTable'),
      element('w:useFELayout'),
      compatible('compatibilityMode', 15),
      compatible('overrideTableStyleFontSizeAndJustification', 1),
      compatible('enableOpenTypeFeatures', 1),
      compatible('doNotFlipMirrorIndents', 1),
    ),
    element('w:themeFontLang', { 'w:val': 'en-US', 'w:eastAsia': 'zh-CN' }),
    val('w:decimalSymbol', '.'),
    val('w:listSeparator', ','),
  )
}
