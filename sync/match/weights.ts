import type { AddressLevel } from './normalize-email.ts'

/** Version of the weights, stored with every decision. Raise it when a number here, or one that is learned, changes. */
export const WEIGHTS_VERSION = 1

/**
 * All weights are bits: the logarithm to base two of how much likelier an observation is when the user is the employee
 * than when he is somebody else. One bit doubles the odds. They were set from what happens in labelled data and checked
 * by `bench/match-quality.ts`; where the data at hand tell more (how often a name or a department occurs, how often
 * linked people work elsewhere), that is used instead.
 */

/** Users who are no employee, before anything is compared: at least so many, */
export const STRANGER_SHARE_MIN = 0.03
/** and at least this part of those whose address and full name are no employee's. */
export const STRANGERS_OF_UNKNOWN = 0.5

/** The chance that a stranger has an employee's very address is the chance of a mistake. */
export const ADDRESS_BITS: Readonly<Record<AddressLevel | 'none', number>> = {
  exact: 16,
  plus: 15,
  suffix: 15,
  respelled: 9,
  mirrored: 5.5,
  similar: 9,
  differs: -3,
  contradicts: -4,
  other: 0,
  none: 0,
}

/** Of a name that only the address spells out: mailboxes abbreviate, and people share them. */
export const ADDRESS_NAME_SHARE = 0.6

/** What is left of the weight of a word, or what its channel of error lets through. */
export const NAME_BITS = {
  /** The third word and those behind it depend on the first two. */
  furtherWord: -1,
  otherSpacing: -2,
  misspelledWhole: -6,
  droppedWord: -3.2,
  droppedFurtherWord: -1.2,
  droppedFirstWord: -3,
  /** Brothers and sisters share a first letter oftener than chance. */
  initial: -2,
  /** Two letters in common are hardly more than chance. */
  sameBeginning: -5,
  extraWord: -11,
  extraFurtherWord: -3,
  contradiction: -9,
  otherGeneration: -8,
  missingGeneration: -1.5,
  previousName: -1,
  wordMax: 13,
} as const

/** How often each slip happens to one word of a name, as probabilities. */
export const SLIPS = {
  typo: 0.03,
  typos: 0.004,
  nickname: 0.012,
  shortForm: 0.004,
  /** Places and letters at which a keystroke can go wrong, per letter of the word. */
  typosPerLetter: 20,
} as const

/** Chance of a real name besides what was counted, for words that look like one. */
export const OTHER_NAME = {
  /** A given name of the list of short forms. */
  listed: 1e-3,
  /** Differs in a final vowel only: Alejandro, Alejandra. */
  otherEnding: 3e-3,
  /** Another first letter is rarely a slip. */
  otherInitial: 5e-4,
  /** Up to three letters: Ho, Do, Hoa. */
  short: 0.1,
  shortForm: 1e-3,
  nickname: 2e-4,
  /** Per user, besides this one, who writes the same word. */
  perOtherUser: 0.3,
} as const

/** What a whole run says, as far as too few linked people say it: chances, each as if seen on `rateWeight` people. */
export const DEFAULT_RATES = {
  departmentAgrees: 0.88,
  departmentMixed: 0.05,
  departmentDiffers: 0.07,
  /** Users of an employee who has left, against those of one who has not. */
  inactiveRatio: 0.25,
  /** Users with a full name who have neither name nor address of an employee. */
  unknownShare: 0.1,
  /** Users with an employee's own address beyond the first. */
  furtherUsers: 0.1,
  rateWeight: 40,
} as const

/** An employee whose own address another user has needs no second user; one whom nobody has claimed yet may. */
export const CLAIM_BITS = {
  /** Further users per claimed employee at which a claim tells nothing any more. */
  furtherUsersMax: 0.4,
  fullName: { claimed: -1, free: 0.5 },
  /** A stranger comes near somebody's name more easily than he bears it. */
  otherName: { claimed: -3, free: 1 },
} as const
