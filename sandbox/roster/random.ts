/** A stream of numbers that depends on its seed alone, so that a sample can be made again. */
export type Random = {
  /** From 0 up to and without 1. */
  readonly next: () => number
  /** A whole number from `least` to `most`, both included. */
  readonly integer: (least: number, most: number) => number
  readonly chance: (probability: number) => boolean
  /** @throws TypeError for an empty list. */
  readonly pick: <Item>(items: readonly Item[]) => Item
  /** Picks a key; each as often as its weight says. */
  readonly pickWeighted: <Key extends string>(weights: Readonly<Record<Key, number>>) => Key
  readonly shuffle: <Item>(items: readonly Item[]) => readonly Item[]
}

/** The generator known as mulberry32: 32 bits of state, enough for samples, never for secrets. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: (items) => pickFrom(items, integer(0, items.length - 1)),
    pickWeighted: (weights) => pickByWeight(weights, next()),
    shuffle: (items) => {
      const keyed = items.map((item) => ({ item, key: next() }))
      return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item)
    },
  }
}

function pickFrom<Item>(items: readonly Item[], index: number): Item {
  const item = items[index]
  if (item === undefined) throw new TypeError('pick: the list is empty')
  return item
}

function pickByWeight<Key extends string>(
  weights: Readonly<Record<Key, number>>,
  position: number,
): Key {
  const entries = Object.entries<number>(weights)
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0)
  let left = position * total
  const chosen = entries.find(([, weight]) => (left -= weight) < 0) ?? entries[0]
  if (chosen === undefined) throw new TypeError('pickWeighted: there are no weights')
  return chosen[0] as Key
}
