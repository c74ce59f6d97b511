// Makes one piece of the page equal to another and keeps what people are in the middle of: the nodes they have focused,
// what they have typed, and what they have opened or scrolled.

/** Makes `node` hold what `html` says; rows are known by `data-key`, and new ones get the class `is-new`. */
export function morphInto(node, html) {
  const template = document.createElement('template')
  template.innerHTML = html
  const isFirst = node.childElementCount === 0
  morphChildren(node, template.content, !isFirst)
}

function morphChildren(old, fresh, marksNew) {
  const wanted = [...fresh.childNodes]
  const wantedKeys = new Set(wanted.map(keyOf).filter(Boolean))
  const kept = new Map()
  for (const child of [...old.childNodes]) {
    const key = keyOf(child)
    if (key === null) continue
    if (wantedKeys.has(key)) kept.set(key, child)
    else child.remove()
  }
  let cursor = old.firstChild
  for (const next of wanted) {
    const key = keyOf(next)
    const match = key === null ? unkeyedMatch(cursor, next) : kept.get(key)
    if (match === undefined || match === null) {
      if (marksNew && key !== null) next.classList.add('is-new')
      old.insertBefore(next, cursor)
      continue
    }
    if (match === cursor) cursor = cursor.nextSibling
    else old.insertBefore(match, cursor)
    morphNode(match, next, marksNew)
  }
  while (cursor !== null) {
    const rest = cursor.nextSibling
    cursor.remove()
    cursor = rest
  }
}

function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.getAttribute('data-key') : null
}

/** A node without a key stands for the next one of its kind. */
function unkeyedMatch(cursor, next) {
  return cursor !== null && keyOf(cursor) === null && cursor.nodeName === next.nodeName
    ? cursor
    : null
}

function morphNode(old, fresh, marksNew) {
  if (old.nodeName !== fresh.nodeName) return old.replaceWith(fresh)
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue
    return undefined
  }
  morphAttributes(old, fresh)
  return morphChildren(old, fresh, marksNew)
}

function morphAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    // Whether something is open is the reader's affair.
    if (name !== 'open' && name !== 'aria-busy' && !fresh.hasAttribute(name)) {
      old.removeAttribute(name)
    }
  }
  for (const { name, value } of fresh.attributes) {
    if (name !== 'open' && old.getAttribute(name) !== value) old.setAttribute(name, value)
  }
}
