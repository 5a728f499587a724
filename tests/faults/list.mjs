/*
 * What can go wrong, and which tests make it go wrong: one row of the table of
 * `npm run faults` each. A test is named by its file and its name in brackets.
 */

/**
 * Files that are run together. `runs`: how often their random tests run for each run that was
 * asked for, and `least` how often at least; left out where a test knows by itself.
 */
export const groups = {
  kills: { files: ['tests/browser/kills.e2e.ts'], runs: 1 },
  simulation: { files: ['tests/laws/simulation.test.ts'], runs: 1 },
  // Of forty steps each.
  law: { files: ['tests/laws/convergence.test.ts'], runs: 10, least: 2500 },
  hostile: {
    files: ['tests/sync/hostile.test.ts', 'tests/sync/trial.test.ts'],
    runs: 30,
    least: 1500,
  },
  envelopes: { files: ['tests/sync/trust.test.ts', 'tests/sync/gate.test.ts'], runs: 2 },
  rules: {
    files: [
      'tests/sync/agreement.test.ts',
      'tests/sync/rebuild.test.ts',
      'tests/sync/skew.test.ts',
      'tests/sync/forks.test.ts',
      'tests/sync/compare.test.ts',
      'tests/sync/wire.test.ts',
      'tests/relay',
      'tests/editor/journal.test.ts',
      'tests/editor/listening.test.ts',
      'tests/editor/exchange.test.ts',
      'tests/sync/by-file.test.ts',
      'tests/editor/undo.test.ts',
    ],
  },
  gaps: { files: ['tests/editor/storage.test.ts', 'tests/editor/gaps.test.ts'], runs: 10 },
  attackers: {
    files: [
      'tests/sync/matrix.test.ts',
      'tests/sync/envelopes.test.ts',
      'tests/sync/charters.test.ts',
      'tests/sync/bounds.test.ts',
      'tests/sync/together.test.ts',
      'tests/sync/presence.test.ts',
      'tests/sync/vectors.test.ts',
    ],
  },
  mutations: { files: ['tests/faults/mutations.test.ts'] },
  weight: {
    files: [
      'tests/sync/opening.test.ts',
      'tests/sync/compaction.test.ts',
      'tests/sync/weeks.test.ts',
      'tests/sync/load.test.ts',
    ],
  },
  network: { files: ['tests/browser/network.e2e.ts'] },
  // Of each fault that lasts half a minute, one for each twenty runs.
  machines: {
    files: [
      'tests/browser/machines.e2e.ts',
      'tests/browser/signalling.e2e.ts',
      'tests/browser/overheard.e2e.ts',
    ],
    runs: 0.05,
    least: 1,
  },
  // Of a full disk, one for each five runs.
  disk: { files: ['tests/browser/disk-full.e2e.ts'], runs: 0.2, least: 1 },
  restarts: { files: ['tests/browser/restarts.e2e.ts'], runs: 0.5, least: 3 },
  stores: { files: ['tests/browser/stores.e2e.ts'], runs: 0.5, least: 2 },
  copies: { files: ['tests/browser/copies.e2e.ts'], runs: 1, least: 2 },
  // Edits.
  tabs: { files: ['tests/browser/tabs.e2e.ts'], runs: 100, least: 300 },
  // A minute for each ten runs.
  soak: { files: ['tests/browser/soak.e2e.ts'], runs: 0.1, least: 1 },
  browser: {
    files: [
      'tests/browser/faults.e2e.ts',
      'tests/browser/package.e2e.ts',
      'tests/browser/hostile-member.e2e.ts',
      'tests/browser/web-page.e2e.ts',
      'tests/browser/vectors.e2e.ts',
      'tests/browser/storage.e2e.ts',
      'tests/browser/handover.e2e.ts',
      'tests/browser/relayed.e2e.ts',
      'tests/browser/large.e2e.ts',
      'tests/browser/capacity.e2e.ts',
      'tests/browser/first-copy.e2e.ts',
      'tests/browser/firefox-large.e2e.ts',
      'tests/browser/stranded.e2e.ts',
      'tests/browser/lock.e2e.ts',
      'tests/browser/firefox-lock.e2e.ts',
      'tests/browser/files.e2e.ts',
      'tests/browser/backup.e2e.ts',
    ],
  },
  content: {
    files: [
      'tests/browser/oversize.e2e.ts',
      'tests/browser/injections.e2e.ts',
      'tests/clipboard/injections.test.ts',
      'tests/paper/malformed.test.ts',
      'tests/editor/exchange.test.ts',
      'tests/editor/picture-size.test.ts',
    ],
  },
}

/** @type {readonly { id: string, injected: string, tests: readonly string[], bar: string }[]} */
export const faults = [
  {
    id: 'T01',
    injected: 'the browser is killed while somebody types, processor loaded',
    tests: ['kills:Z1'],
    bar: '0 saved characters lost, 2 s of typing at most, report opens',
  },
  {
    id: 'T02',
    injected: 'only the process of the page is killed, while somebody types',
    tests: ['faults:SI20', 'restarts:ST3'],
    bar: '0 saved characters lost, 2 s of typing at most; the others see it',
  },
  {
    id: 'T03',
    injected:
      'IndexedDB is gone after a kill or damaged in six ways: bytes of its log flipped, CURRENT removed …',
    tests: ['storage.e2e:J4', 'stores:ST7', 'stores:ST10'],
    bar: 'all comes back from the journal, and it is said; who was not the owner can still write',
  },
  {
    id: 'T03b',
    injected: 'the small storage with settings and list of reports is gone or damaged in six ways',
    tests: ['stores:ST9'],
    bar: 'the report is in the list, and opens with all that was saved',
  },
  {
    id: 'T03c',
    injected: 'IndexedDB, the journal, or the small storage does not open at all, or never answers',
    tests: ['stores:ST14'],
    bar: 'the report opens with all that was saved, and it is said',
  },
  {
    id: 'T04',
    injected: 'the journal is gone, cut or flipped at every byte; so is the index of its files',
    tests: ['storage.e2e:J5', 'journal:J2', 'journal:J3', 'stores:ST8'],
    bar: 'every whole entry before it, no wrong one; 0 saved characters lost',
  },
  {
    id: 'T05',
    injected: 'both stores are gone, a colleague has it',
    tests: ['storage.e2e:J6'],
    bar: 'never an empty report in silence; all comes back',
  },
  {
    id: 'T05b',
    injected: 'the machine is gone, and nobody is there: a backup is all that is left',
    tests: ['files:K2', 'backup:XC10'],
    bar: 'text, figures with sources and files, every value, comments, versions and roles are back',
  },
  {
    id: 'T06',
    injected: 'the quota is exceeded; transactions abort at random',
    tests: [
      'storage.test:O3',
      'storage.test:SI19',
      'storage.test:HO57',
      'storage.test:HO58',
      'faults:SI23',
    ],
    bar: 'said, editing goes on, no gap, saved when there is room',
  },
  {
    id: 'T07',
    injected: 'the database is blocked, or deleted under us',
    tests: ['storage.test:SI17', 'storage.test:SI18', 'faults:SI24'],
    bar: 'editing goes on, all is stored again',
  },
  {
    id: 'T08',
    injected: 'a row that cannot be read, anywhere in the text or the log',
    tests: ['storage.test:O4', 'gaps:ST13', 'stores:ST12'],
    bar: 'set aside, the rest opens, and what was in it is there from the other store',
  },
  {
    id: 'T09',
    injected: 'a throw at every hook: documents, shared types, presence, plugins, drawing',
    tests: ['listening:SG1', 'listening:SG2', 'listening:SG3', 'listening:SG4', 'listening:SG5'],
    bar: 'every document goes on telling; stored, sent, applied; noted and said',
  },
  {
    id: 'T10',
    injected: 'the disk is full to the last byte, also when the report is opened',
    tests: ['disk-full:ST1'],
    bar: 'said; 0 saved characters lost, saved when there is room',
  },
  {
    id: 'T11',
    injected: 'copies of the profile, taken while somebody types, are opened, as after a power cut',
    tests: ['copies:ST11'],
    bar: '0 saved characters lost, every copy opens',
  },
  {
    id: 'T12',
    injected: 'clocks ten years wrong, or set back',
    tests: ['skew:SI14', 'skew:SI15', 'simulation:SI5'],
    bar: 'all converge; an invitation bears a day',
  },
  {
    id: 'T13',
    injected:
      'several tabs of one report; 10,000 edits split over three, the popup open beside them',
    tests: ['storage.test:O5', 'handover:H1', 'faults:SI22', 'tabs:ST6'],
    bar: 'no character lost or doubled; the popup counts as the tabs do',
  },
  {
    id: 'T14',
    injected: 'the background is stopped every half second while blanks are filled in the popup',
    tests: ['restarts:ST4'],
    bar: '0 lost; the popup is right within 2 s, the badge too; nothing complains',
  },
  {
    id: 'T15',
    injected: 'the background page that keeps reports in step is killed',
    tests: ['faults:SI21'],
    bar: 'sync resumes, the editor is not disturbed',
  },
  {
    id: 'T16',
    injected: 'the extension is updated while somebody types',
    tests: ['restarts:ST5'],
    bar: '0 saved characters lost, 2 s of typing at most, report opens',
  },
  {
    id: 'T20',
    injected:
      'weeks of a group: partitions, loss, doubled, late and cut messages, crashes, full disks, sleep, vandals, roles taken away',
    tests: ['simulation:SI3', 'simulation:SI4', 'simulation:SI5'],
    bar: '0 lost, 0 forbidden, all copies equal',
  },
  {
    id: 'T21',
    injected: 'three writers with views, compositions and undo, partitions, duplicates',
    tests: ['convergence:C1'],
    bar: 'every view equals every other, every character once',
  },
  {
    id: 'T22',
    injected:
      '100,000 steps of three writers: keys, splits, joins, marks, blanks, cells, moves, undo, compositions, changes of others',
    tests: ['convergence:C1'],
    bar: 'after each step every view is what its text says, and sound',
  },
  {
    id: 'T23',
    injected: 'undo under the changes of others',
    tests: ['undo:U1', 'undo:U2', 'undo:U3'],
    bar: 'one’s own changes only',
  },
  {
    id: 'T24',
    injected: 'any message lost, doubled, reordered or cut, connections staying up',
    tests: ['gate:S8', 'agreement:SI1', 'agreement:SI2', 'agreement:SI11'],
    bar: 'all converge without a reconnection',
  },
  {
    id: 'T24b',
    injected:
      'real browsers on lines with 300 ms, 5 % loss and 256 kbit/s; a cable out for 30 s; another address',
    tests: ['network:SY10', 'network:SY11', 'network:SY12'],
    bar: 'every word once; who is gone is noticed within 10 s; nothing is said to have arrived that has not',
  },
  {
    id: 'T24c',
    injected:
      'three browsers on machines of their own, WebRTC alone: 200 ms ± 50 there and back, 5 % lost, 256 kbit/s',
    tests: ['machines:NE1'],
    bar: 'every key once; 95 % within 1.5 s',
  },
  {
    id: 'T24d',
    injected:
      'the same: a cable out for 30 s, told and untold; another address; a minute asleep; pages that come and go while packets are lost',
    tests: ['machines:NE2', 'machines:NE3', 'machines:NE5', 'machines:NE6'],
    bar: 'missed within 10 s, all have all 10 s after it is mended, 0 lost or doubled',
  },
  {
    id: 'T25',
    injected: 'the relay goes and comes back',
    tests: ['handover:H2', 'relay/store:V1', 'relay.test:NE20'],
    bar: 'connections stay, who comes new gets in later; it stops whoever hangs on it',
  },
  {
    id: 'T25b',
    injected: 'a relay ended every 20 s, told and untold; one that is away for good',
    tests: ['signalling:NE10', 'signalling:NE11'],
    bar: 'who is connected does not notice; tried again within 30 s with little work; a newcomer is in 15 s after its return',
  },
  {
    id: 'T27b',
    injected: 'something large over a line to the relay that takes longer than its pings',
    tests: ['relay/store:NE21'],
    bar: 'arrives, up and down, on one connection',
  },
  {
    id: 'T26',
    injected:
      'a relay is fed 100,000 frames of garbage, too much, wrong tokens, 10,000 topics, readers that do not read',
    tests: [
      'relay/store:V4',
      'relay/store:V5',
      'relay/store:HO29',
      'relay/flood:HO26',
      'relay/flood:HO27',
      'relay/flood:HO28',
    ],
    bar: 'it goes on serving the rest',
  },
  {
    id: 'T27',
    injected:
      'a report to a late joiner: just below, at and above 256 KiB, 2, 5 and 20 MB; 1 MiB between Chromium and Firefox',
    tests: [
      'large:B1',
      'large:B2',
      'first-copy:BI2',
      'first-copy:BI4',
      'first-copy:BI5',
      'firefox-large:BI7',
      'firefox-large:BI8',
      'wire:R1',
      'wire:BI3',
      'compaction:BI6',
      'agreement:BI9',
    ],
    bar: 'all of it arrives once; who waits sees how much has come; one context of the browser takes it in',
  },
  {
    id: 'T27b',
    injected:
      'no network at all: three people hand files round, late, twice, in any order, some lost; the one before is missing',
    tests: ['by-file:XC2', 'by-file:XC3', 'by-file:XC4', 'files:K1', 'files:XC6', 'files:XC13'],
    bar: 'all copies equal; what a file waits for is said, and goes in once it has come',
  },
  {
    id: 'T28',
    injected:
      'three write 5,000 changes each for a month without each other; one is removed, one comes, all is summed up twice',
    tests: ['weeks:LO7'],
    bar: 'every honest word once, all copies equal; held up 200 ms at a time at most',
  },
  {
    id: 'T29',
    injected: 'authors who type and lurkers in one process, one more every five seconds',
    tests: ['load:LO8'],
    bar: '12 authors and 8 lurkers borne, p95 500 ms at most; nothing lost',
  },
  {
    id: 'T30c',
    injected:
      'a report of 100,000 characters with 5,000 comments and 1,000 changes that nobody has summed up, in a real browser: opened, opened again, written in',
    tests: ['capacity:CO30'],
    bar: '300 MB of memory at most; a key takes a few times what it takes in a small report',
  },
  {
    id: 'T30b',
    injected: 'a log of months: opened, written in at once, closed at once, summed up',
    tests: [
      'opening:LO1',
      'opening:LO2',
      'compaction:LO3',
      'compaction:LO4',
      'compaction:LO5',
      'compaction:LO9',
      'compaction:LO10',
    ],
    bar: 'the text waits for no log; what is large is not sent again',
  },
  {
    id: 'T30',
    injected: 'a colleague is gone without a word, or asleep, and comes back',
    tests: ['handover:H3', 'faults:SI25'],
    bar: 'noticed within 10 s; all is exchanged when back',
  },
  {
    id: 'T40',
    injected:
      'every role, and who has none, writes every part in seven forms on four ways, twenty times over',
    tests: ['trust:T1', 'trust:T2', 'trust:T3', 'matrix:HO3', 'hostile-member:HO49'],
    bar: '0 forbidden accepted, the author named',
  },
  {
    id: 'T41',
    injected:
      'every bit of 200 envelopes flipped, every end cut, pieces exchanged, other reports and epochs',
    tests: [
      'trust:T4',
      'gate:S3',
      'wire:I2',
      'envelopes:HO4',
      'envelopes:HO5',
      'envelopes:HO6',
      'envelopes:HO7',
    ],
    bar: '0 accepted, nothing throws',
  },
  {
    id: 'T42',
    injected: 'old envelopes and whole logs said again',
    tests: ['trust:T11', 'envelopes:HO8', 'envelopes:HO9'],
    bar: 'nothing changes, the memory stays',
  },
  {
    id: 'T43',
    injected: 'odd and broken Yjs bytes of a drafter',
    tests: ['hostile:S9', 'hostile:S10', 'trial:RS13', 'trial:RS15', 'bounds:HO20'],
    bar: 'every honest program goes on',
  },
  {
    id: 'T44',
    injected:
      '10,000 changes that lack something, of as many sessions; the same one over and over; junk from whoever has a link',
    tests: [
      'bounds:HO21',
      'bounds:HO22',
      'bounds:CO6',
      'bounds:HO23',
      'bounds:HO24',
      'bounds:HO25',
      'together:HO54',
    ],
    bar: 'bounded for each author, swept out, honest words pass, nothing of it reaches a document; the thread is busy 50 ms at a time at most',
  },
  {
    id: 'T45',
    injected: 'two versions under one clock',
    tests: ['forks:RS18', 'forks:RS19', 'forks:SY7', 'together:HO53', 'together:HO59'],
    bar: 'found, named, frozen; removed or pardoned, all copies equal',
  },
  {
    id: 'T46',
    injected:
      'somebody empties log or roll, writes under the clocks that another is about to use, or signs what no editor could show',
    tests: [
      'gate:S5',
      'trust:T10',
      'rebuild:SI8',
      'compare:SY5',
      'trust:T2',
      'hostile:S9',
      'together:HO51',
      'together:HO52',
    ],
    bar: 'any honest member puts it back; nobody’s typing is touched',
  },
  {
    id: 'T47',
    injected: 'a drafter’s snapshot that alters, leaves out or takes back what others wrote',
    tests: [
      'compare:SY1',
      'compare:SY2',
      'compare:SY3',
      'compare:SY4',
      'compare:SY5',
      'compare:SY16',
    ],
    bar: 'refused by whoever holds the originals, never used by a newcomer whom the owner has answered',
  },
  {
    id: 'T48',
    injected: 'a removed member; what others took over from him meanwhile',
    tests: ['trust:T5', 'trust:T6', 'trust:T8', 'rebuild:SI6', 'rebuild:SI7', 'stranded:SI10'],
    bar: 'reads and writes nothing new; all copies equal',
  },
  {
    id: 'T49',
    injected: 'wrong key, wrong passphrase, used-up or damaged invitation',
    tests: [
      'skew:SI16',
      'gate:S2',
      'trust:T7',
      'exchange:Q2',
      'exchange:Q3',
      'lock:RS8',
      'firefox-lock:SY13',
    ],
    bar: 'refused with a reason, nothing touched',
  },
  {
    id: 'T50',
    injected: 'hostile names, colours and cursors',
    tests: [
      'wire:P1',
      'presence:HO43',
      'presence:HO44',
      'presence:HO45',
      'presence:HO46',
      'presence:HO47',
      'presence:HO55',
      'hostile-member:HO48',
      'hostile-member:HO50',
    ],
    bar: 'text or not at all; the name is that of the report; 4 MB more at most',
  },
  {
    id: 'T51',
    injected:
      '711 pieces of HTML that would run, fetch or restyle: pasted, dropped, in Word files, in spreadsheets, and signed by a drafter with a program of his own as text, marks, blanks, figures, sources, comments, suggestions, names and files',
    tests: [
      'injections.e2e:CO10',
      'injections.e2e:CO11',
      'injections.e2e:CO12',
      'injections.e2e:CO13',
      'injections.e2e:CO14',
      'injections.e2e:CO15',
      'clipboard/injections:CO17',
      'clipboard/injections:CO18',
      'clipboard/injections:CO19',
      'clipboard/injections:CO21',
      'clipboard/injections:CO22',
      'clipboard/injections:CO23',
      'clipboard/injections:CO24',
    ],
    bar: '0 dialogs, 0 refusals of the policy, 0 requests, nothing drawn that is none of ours; no formula and no foreign markup in what goes out',
  },
  {
    id: 'T52',
    injected:
      'ten megabytes are pasted or dropped: text, Word HTML, tables, lists, pictures, files',
    tests: ['oversize:CN1', 'oversize:CN2', 'oversize:CN3', 'oversize:CN4'],
    bar: 'answered within a second; refused before it enters, or taken in as one step and the same everywhere',
  },
  {
    id: 'T53',
    injected:
      'Word files, spreadsheets, pictures and files of ours that are cut, lie about sizes, share bytes, nest or swell; 100 MB of garbage',
    tests: ['malformed:CN7', 'malformed:CN8', 'picture-size:CN9', 'exchange:CN10'],
    bar: '0 hang, 0 break their reader (256 MB, 15 s), each refused with its reason',
  },
  {
    id: 'T54',
    injected: 'an older and a newer program in one group',
    tests: ['skew:SI12', 'skew:SI13'],
    bar: 'the older loses nothing, opening changes nothing',
  },
  {
    id: 'T55',
    injected:
      'charters that are old, forged, of another report, of ten thousand members, two of one revision; forged and countless certificates',
    tests: [
      'charters:HO10',
      'charters:HO11',
      'charters:XC14',
      'charters:HO12',
      'charters:HO13',
      'charters:HO14',
      'charters:HO15',
      'charters:HO16',
      'charters:HO17',
      'charters:HO18',
    ],
    bar: 'refused or bounded; two of one revision are told to everybody',
  },
  {
    id: 'T56',
    injected:
      'a web page that knows the extension: messages, files, frames, windows, forms, navigation, probing',
    tests: ['web-page:HO35', 'web-page:HO36', 'web-page:HO37', 'web-page:HO38'],
    bar: 'all refused, and nothing tells that it is there',
  },
  {
    id: 'T57',
    injected: 'what is in the packages: code from text, markup, addresses, permissions, policy',
    tests: ['package:HO30', 'package:HO31', 'package:HO32', 'package:HO33', 'package:HO34'],
    bar: 'nothing that is not agreed',
  },
  {
    id: 'T58',
    injected:
      'somebody hears every packet, has the relay’s file, or has the disk of a locked device',
    tests: ['relayed:L3', 'overheard:NE30', 'overheard:NE31', 'lock:RS6', 'lock:RS7'],
    bar: '0 of 53 sentences found in UTF-8, UTF-16 or base64; the same search finds all where nothing is sealed',
  },
  {
    id: 'T59',
    injected: 'the vectors of RFC 8032, 7748, 5869, 7914, GCM and XChaCha20; fixed keys and chance',
    tests: ['vectors.test:HO40', 'vectors.test:HO41', 'vectors.e2e:HO42'],
    bar: 'the same bytes in Node, Chromium and Firefox',
  },
  {
    id: 'T59b',
    injected:
      'points of small order, second spellings, S + L, keys with a part of small order, cut and altered tags, made by the rules of the RFCs turned round',
    tests: [
      'vectors.test:CO1',
      'vectors.test:CO2',
      'vectors.test:CO3',
      'charters:CO4',
      'vectors.e2e:CO5',
    ],
    bar: 'Node, Chromium and Firefox take what the rules take, and no more; nobody’s key keeps the owner from signing',
  },
  {
    id: 'T70',
    injected:
      'minutes of lines that go down, other addresses, relays started anew and kills, at random',
    tests: ['soak:SY15'],
    bar: '0 saved words lost or doubled, both have the same',
  },
  {
    id: 'T71',
    injected: 'each rule of the verification and each safeguard taken out of the source',
    tests: ['mutations:HO1', 'mutations:HO2'],
    bar: 'a test fails for each',
  },
]
