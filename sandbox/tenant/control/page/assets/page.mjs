// Keeps the page up to date, sends its forms without leaving it, and opens people's details.
import { morphInto } from './morph.mjs'

const pollMs = 1000
const typingMs = 150
const panels = new Map(
  [...document.querySelectorAll('[data-panel]')].map((node) => [node.dataset.panel, node]),
)
const marks = new Map()
const dialog = document.querySelector('[data-details]')
const search = document.querySelector('[data-search] input')
const pulse = document.querySelector('[data-pulse]')
const toldLines = document.querySelectorAll('[data-told]')
const toldMs = 8000

let openUser = new URLSearchParams(location.search).get('user') ?? ''
let asking = null

function viewQuery() {
  const query = new URLSearchParams()
  if (search.value.trim() !== '') query.set('q', search.value)
  if (openUser !== '') query.set('user', openUser)
  return query
}

/** Asks for what has changed; a newer question makes an older one pointless. */
async function refresh() {
  asking?.abort()
  const mine = new AbortController()
  asking = mine
  const query = viewQuery()
  query.set('known', [...marks].map(([name, mark]) => `${name}:${mark}`).join(' '))
  try {
    const answer = await fetch(`/__sandbox/live?${query}`, { signal: mine.signal })
    if (!answer.ok) return setPulse(answer.status === 401 ? 'locked' : 'lost')
    const changed = await answer.json()
    for (const [name, { mark, html }] of Object.entries(changed)) {
      const node = panels.get(name)
      if (node === undefined || isBeingRead(node)) continue
      morphInto(node, html)
      marks.set(name, mark)
    }
    setPulse('live')
  } catch (error) {
    if (error.name !== 'AbortError') setPulse('lost')
  } finally {
    if (asking === mine) asking = null
  }
}

/** Text that somebody is marking, to copy it, stays as it is. */
function isBeingRead(node) {
  const selection = getSelection()
  return selection !== null && !selection.isCollapsed && node.contains(selection.anchorNode)
}

const pulseTexts = {
  live: 'live',
  lost: 'tenant out of reach',
  // It was started anew, with another key.
  locked: 'another tenant: open the address of "podlink sandbox status"',
}

function setPulse(state) {
  if (pulse.dataset.pulse === state) return
  pulse.dataset.pulse = state
  pulse.textContent = pulseTexts[state]
}

async function poll() {
  if (!document.hidden && asking === null) await refresh()
  setTimeout(() => void poll(), pollMs)
}

function keepAddress() {
  const query = viewQuery().toString()
  history.replaceState(null, '', query === '' ? '/__sandbox/' : `/__sandbox/?${query}`)
}

let untold

/** The outcomes stay in their list; the line goes away again. */
function tell({ isGood, text }) {
  clearTimeout(untold)
  for (const line of toldLines) {
    line.classList.toggle('is-good', isGood)
    line.classList.toggle('is-bad', !isGood)
    line.textContent = text
  }
  untold = setTimeout(() => {
    for (const line of toldLines) line.textContent = ''
  }, toldMs)
}

async function send(form, button) {
  const fields = new URLSearchParams(new FormData(form))
  if (button?.name) fields.append(button.name, button.value)
  const action = button?.getAttribute('formaction') ?? form.getAttribute('action')
  const answer = await fetch(action, {
    method: 'POST',
    body: fields,
    headers: { accept: 'application/json' },
  })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return answer.json()
}

async function press(form, button) {
  // Not `disabled`, which would take the focus away.
  if (form.getAttribute('aria-busy') === 'true') return
  form.setAttribute('aria-busy', 'true')
  try {
    tell(await send(form, button))
  } catch (error) {
    tell({ isGood: false, text: `the tenant did not answer: ${error.message}` })
  } finally {
    form.removeAttribute('aria-busy')
    await refresh()
  }
}

function showDetails(userId) {
  openUser = userId
  panels.get('user').replaceChildren()
  marks.delete('user')
  keepAddress()
  void refresh().then(() => dialog.open || dialog.showModal())
}

let typing
search.addEventListener('input', () => {
  clearTimeout(typing)
  typing = setTimeout(() => {
    keepAddress()
    void refresh()
  }, typingMs)
})

document.addEventListener('submit', (event) => {
  if (event.target.matches('[data-search]')) event.preventDefault()
  if (!event.target.matches('[data-act]')) return
  event.preventDefault()
  void press(event.target, event.submitter)
})

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-user]')
  if (link === null || event.metaKey || event.ctrlKey || event.shiftKey) return
  event.preventDefault()
  showDetails(link.dataset.user)
})

document.addEventListener('keydown', (event) => {
  const isTyping = event.target.closest('input, select, textarea') !== null
  if (event.key !== '/' || isTyping || dialog.open) return
  event.preventDefault()
  search.focus()
})

dialog.addEventListener('close', () => {
  openUser = ''
  marks.delete('user')
  keepAddress()
})

// A click beside the details closes them.
dialog.addEventListener('click', (event) => event.target === dialog && dialog.close())

document.addEventListener('visibilitychange', () => document.hidden || void refresh())

if (dialog.open) {
  dialog.removeAttribute('open')
  dialog.showModal()
}
void poll()
