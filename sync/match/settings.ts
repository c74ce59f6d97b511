/** Everything about one company that the rules need to know; plain data, compared after folding case and accents. */
export type MatchSettings = {
  /** Domains whose addresses the company hands out, lower case. Suffixes and plus tags are read only there. */
  readonly companyDomains: readonly string[]
  /**
   * Station suffixes of addresses (`john.doe.hp@`), folded, and the department each speaks for; null for one that is
   * taken off and speaks for none. A suffix that is not listed stays part of the address.
   */
  readonly suffixDepartments: Readonly<Record<string, string | null>>
  /** Station tag in a name (`John Doe (HP)`) and its department; the suffixes are understood as tags too. */
  readonly tagDepartments: Readonly<Record<string, string>>
  /** PodFactory action and the department that does it. */
  readonly actionDepartments: Readonly<Record<string, string>>
  /** Words that, with departments and numbers only, make a name or address one of a place and not of a person. */
  readonly sharedAccountWords: readonly string[]
  /** Candidates listed per decision; the evidence tells how many there were. */
  readonly candidatesMax: number
  readonly thresholds: Thresholds
}

/** Where a link becomes certain enough, in bits; `docs/matching.md` tells how the defaults were chosen. */
export type Thresholds = {
  /** Least evidence for a link that rests on a name. */
  readonly linkBitsMin: number
  /** Least lead over the runner-up: five bits are odds of thirty to one. */
  readonly marginBitsMin: number
  /** Least evidence for showing somebody to the person who decides: below, hardly anybody was ever the right one. */
  readonly showBitsMin: number
}

export const defaultMatchSettings: MatchSettings = {
  companyDomains: ['colorecommerce.us'],
  suffixDepartments: {
    shp: 'shop floor',
    ship: 'shipping',
    pack: 'packing',
    pick: 'picking',
    hp: 'heat press',
  },
  tagDepartments: { lb: 'labeling', label: 'labeling' },
  actionDepartments: {
    'in production': 'heat press',
    'heat press': 'heat press',
    pressing: 'heat press',
    picking: 'picking',
    packing: 'packing',
    shipping: 'shipping',
    labeling: 'labeling',
    labelling: 'labeling',
    'film matching': 'shop floor',
  },
  sharedAccountWords: [
    'station stations workstation shared shift team table desk line kiosk tablet scanner printer terminal computer',
    'warehouse production floor dept department room area zone user operator account generic test temp guest admin',
    'info support office orders returns receiving podfactory press',
  ].flatMap((words) => words.split(' ')),
  candidatesMax: 10,
  thresholds: { linkBitsMin: 4, marginBitsMin: 4, showBitsMin: -6 },
}
