/** A place on the floor: its department, the action PodFactory books there, and the tag in addresses and names. */
export type Station = {
  readonly department: string
  readonly action: string
  readonly tag: 'hp' | 'pick' | 'pack' | 'ship' | 'shp'
}

/** The departments of the sample company. Labeling works on the shop floor's accounts. */
export const STATIONS: readonly [Station, ...Station[]] = [
  { department: 'Heat Press', action: 'In Production', tag: 'hp' },
  { department: 'Picking', action: 'Picking', tag: 'pick' },
  { department: 'Packing', action: 'Packing', tag: 'pack' },
  { department: 'Shipping', action: 'Shipping', tag: 'ship' },
  { department: 'Labeling', action: 'Labeling', tag: 'shp' },
  { department: 'Shop Floor', action: 'Film Matching', tag: 'shp' },
]

/** How many people work where and as what, as weights. */
export const DEPARTMENT_WEIGHTS = {
  'Heat Press': 21,
  Picking: 19,
  Packing: 18,
  Shipping: 14,
  Labeling: 14,
  'Shop Floor': 14,
}
export const ROLE_WEIGHTS = { associate: 89, lead: 7, supervisor: 3, manager: 1 }

/** @throws TypeError for a department that the sample company does not have. */
export function stationOf(department: string): Station {
  const station = STATIONS.find((each) => each.department === department)
  if (station === undefined) throw new TypeError(`stationOf: no department ${department}`)
  return station
}
