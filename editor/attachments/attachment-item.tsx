import { useEffect, useState } from 'preact/hooks'
import { download } from '../ui/download'
import type { Translator } from '../ui/translator'
import type { Lacking } from './attachments'
import { pictureType } from './files'
import { sizeWord } from '../ui/size-word'
import { isDecodable } from './picture-size'

/** One attachment: a picture as a picture, anything else by its name; to be saved, never opened here. */
export function AttachmentItem({
  t,
  name,
  size,
  load,
  onRemove,
  removeTitle,
  confirm = '',
}: {
  readonly t: Translator
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly load: () => Promise<Uint8Array<ArrayBuffer> | Lacking>
  /** Undefined where it cannot be taken away. */
  readonly onRemove?: (() => void) | undefined
  readonly removeTitle: string
  /** Asked before it is taken away for good; empty where undo brings it back. */
  readonly confirm?: string
}) {
  const [asking, setAsking] = useState(false)
  const [bytes, setBytes] = useState<Uint8Array<ArrayBuffer> | Lacking | null>(null)
  const [picture, setPicture] = useState('')
  const [large, setLarge] = useState(false)
  useEffect(() => {
    let gone = false
    let address = ''
    void load().then((found) => {
      if (gone) return
      setBytes(found)
      const type = typeof found === 'string' ? undefined : pictureType(found)
      if (typeof found === 'string' || type === undefined || !isDecodable(found)) return
      address = URL.createObjectURL(new Blob([found], { type }))
      setPicture(address)
    })
    return () => {
      gone = true
      if (address !== '') URL.revokeObjectURL(address)
    }
  }, [])
  return (
    <li class={`attachment ${large ? 'large' : ''}`} data-attachment={name}>
      {picture !== '' && (
        <button
          type="button"
          class="thumb"
          aria-expanded={large}
          aria-label={t('attachmentEnlarge', { name })}
          onClick={() => setLarge(!large)}
        >
          <img src={picture} alt={name} />
        </button>
      )}
      <span class="attachment-name">{name}</span>
      <small>{bytes === 'missing' || bytes === 'damaged' ? '' : sizeWord(size)}</small>
      {bytes === 'missing' && <small class="bad">{t('attachmentMissing')}</small>}
      {bytes === 'damaged' && <small class="bad">{t('attachmentDamaged')}</small>}
      {bytes !== null && typeof bytes !== 'string' && (
        <button type="button" class="link" onClick={() => download(name, bytes)}>
          {t('attachmentDownload')}
        </button>
      )}
      {onRemove !== undefined && (
        <button
          type="button"
          class="icon"
          title={removeTitle}
          aria-label={removeTitle}
          aria-expanded={confirm === '' ? undefined : asking}
          onClick={() => {
            if (confirm === '') onRemove()
            else setAsking(!asking)
          }}
        >
          ×
        </button>
      )}
      {asking && onRemove !== undefined && (
        <span class="attachment-ask" role="alert">
          {confirm}
          <button type="button" data-remove onClick={onRemove}>
            {t('attachmentDeleteShort')}
          </button>
          <button type="button" data-keep onClick={() => setAsking(false)}>
            {t('cancel')}
          </button>
        </span>
      )}
    </li>
  )
}
