import { useEffect, useRef } from 'preact/hooks'
import type { StringKey } from '../ui/strings'
import { textKeys } from '../view/commands'
import type { Desk, MenuCommand, MenuName } from './desk'
import { keyText } from './keys'

const groups: readonly { readonly menu: MenuName; readonly title: StringKey }[] = [
  { menu: 'file', title: 'menuFile' },
  { menu: 'insert', title: 'menuInsert' },
  { menu: 'review', title: 'menuReview' },
  { menu: 'view', title: 'menuView' },
]

/** 快捷键: every key, read from the lists that make them work. */
export const keySheet: MenuCommand = {
  id: 'keys',
  menu: 'view',
  title: 'keySheet',
  key: 'Mod-/',
  run: (desk) => desk.openDialog((close) => <KeySheet desk={desk} onClose={close} />),
}

function KeySheet({ desk, onClose }: { readonly desk: Desk; readonly onClose: () => void }) {
  const { t, commands } = desk
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
    // The button at the end has the focus; the list is read from its beginning.
    if (dialog.current !== null) dialog.current.scrollTop = 0
  }, [])
  return (
    <dialog ref={dialog} class="dialog key-sheet" aria-label={t('keySheet')} onClose={onClose}>
      <h2>{t('keySheet')}</h2>
      <div class="key-groups">
        <Keys
          title={t('keysText')}
          list={textKeys.map(({ key, title }) => ({ key: keyText(key), title: t(title) }))}
        />
        {groups.map(({ menu, title }) => (
          <Keys
            key={menu}
            title={t(title)}
            list={commands.flatMap((one) =>
              one.menu === menu && one.key !== undefined
                ? [{ key: keyText(one.key), title: t(one.title) }]
                : [],
            )}
          />
        ))}
      </div>
      <form method="dialog" class="actions">
        <button type="submit" class="primary push">
          {t('close')}
        </button>
      </form>
    </dialog>
  )
}

function Keys({
  title,
  list,
}: {
  readonly title: string
  readonly list: readonly { readonly key: string; readonly title: string }[]
}) {
  if (list.length === 0) return null
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {list.map((one) => (
          <div key={one.key + one.title}>
            <dt>{one.title}</dt>
            <dd>
              <kbd>{one.key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
