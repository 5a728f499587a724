import type { StringKey } from '../../editor/ui/strings'
import type { Translator } from '../../editor/ui/translator'

/** Our own templates: address of the text, and name. */
const templates: readonly { readonly path: string; readonly title: StringKey }[] = [
  { path: '/sample-template.txt', title: 'template-sample' },
  { path: '/templates/work-summary.txt', title: 'template-work-summary' },
  { path: '/templates/open-government.txt', title: 'template-open-government' },
  { path: '/templates/inspection.txt', title: 'template-inspection' },
  { path: '/templates/research.txt', title: 'template-research' },
  { path: '/templates/party-building.txt', title: 'template-party-building' },
]

/** 从模板开始. */
export function TemplatePicker({
  t,
  onText,
  onError,
}: {
  readonly t: Translator
  readonly onText: (text: string) => void
  readonly onError: (error: unknown) => void
}) {
  return (
    <div class="templates" role="group" aria-label={t('templates')}>
      <span class="note">{t('templates')}</span>
      {templates.map(({ path, title }) => (
        <button
          key={path}
          type="button"
          class="chip"
          data-template={title.slice('template-'.length)}
          onClick={() => {
            fetch(path)
              .then((answer) => answer.text())
              .then(onText, onError)
          }}
        >
          {t(title)}
        </button>
      ))}
    </div>
  )
}
