import { fileURLToPath } from 'node:url'
import { defineConfig } from 'wxt'

const contentSecurityPolicy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
  "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export default defineConfig({
  srcDir: '.',
  entrypointsDir: 'extension',
  publicDir: 'extension/public',
  outDir: '.output',
  outDirTemplate: '{{browser}}-mv{{manifestVersion}}',
  imports: false,
  manifestVersion: 3,
  manifest: ({ browser }) => ({
    name: '__MSG_extensionName__',
    short_name: '__MSG_extensionShortName__',
    description: '__MSG_extensionDescription__',
    default_locale: 'zh_CN',
    icons: { 16: 'icon/16.png', 32: 'icon/32.png', 48: 'icon/48.png', 128: 'icon/128.png' },
    action: { default_title: '__MSG_actionTitle__' },
    // No host permissions: the click on the menu lets us read that one selection (activeTab).
    permissions: [
      'storage',
      'unlimitedStorage',
      'notifications',
      'alarms',
      'contextMenus',
      'activeTab',
      'scripting',
      ...(browser === 'firefox' ? [] : ['offscreen']),
    ],
    // Explicit, because Firefox's own default rewrites ws:// to wss:// and so cuts off a relay on 127.0.0.1.
    content_security_policy: { extension_pages: contentSecurityPolicy },
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: 'tonggao@tonggao.invalid',
              strict_min_version: '140.0',
              data_collection_permissions: { required: ['none'] },
            },
          },
        }
      : { minimum_chrome_version: '137' }),
  }),
  vite: () => ({
    resolve: {
      // Two copies of one of these break `instanceof` between rooms.
      dedupe: [
        'yjs',
        'y-protocols',
        'lib0',
        'prosemirror-model',
        'prosemirror-state',
        'prosemirror-view',
        'prosemirror-transform',
      ],
      alias: {
        // y-webrtc imports this file; ours carries messages of any size (pitfalls of the stock one: see channel.ts).
        'simple-peer/simplepeer.min.js': fileURLToPath(
          new URL('./editor/sync/channel.ts', import.meta.url),
        ),
      },
    },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      sourcemap: false,
      // The oldest browsers that are let in: what they know (light-dark) is left as it is written.
      cssTarget: ['chrome137', 'firefox140'],
    },
  }),
})
