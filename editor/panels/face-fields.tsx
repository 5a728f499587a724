import { bodyFaces, titleFaces, type FaceChoice } from '../paper/face-choice'
import type { Translator } from '../ui/translator'

/** The faces that a file or a print names. */
export function FaceFields({
  t,
  faces,
  onChange,
}: {
  readonly t: Translator
  readonly faces: FaceChoice
  readonly onChange: (faces: FaceChoice) => void
}) {
  return (
    <fieldset class="face-fields">
      <legend>{t('paperFaces')}</legend>
      <label>
        {t('titleFace')}
        <select
          name="title-face"
          value={faces.title}
          onChange={({ currentTarget: { value } }) => {
            const title = titleFaces.find((one) => one === value)
            if (title !== undefined) onChange({ ...faces, title })
          }}
        >
          {titleFaces.map((one) => (
            <option key={one} value={one}>
              {t(`titleFace-${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('bodyFace')}
        <select
          name="body-face"
          value={faces.body}
          onChange={({ currentTarget: { value } }) => {
            const body = bodyFaces.find((one) => one === value)
            if (body !== undefined) onChange({ ...faces, body })
          }}
        >
          {bodyFaces.map((one) => (
            <option key={one} value={one}>
              {t(`bodyFace-${one}`)}
            </option>
          ))}
        </select>
      </label>
      <p class="note">{t('paperFacesHint')}</p>
    </fieldset>
  )
}
