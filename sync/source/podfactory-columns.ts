/** Where PodFactory keeps what podlink reads; every name is checked before it reaches SQL. */
export type PodfactoryColumns = {
  readonly users: {
    readonly table: string
    readonly id: string
    readonly email: string
    readonly fullName: string
    readonly userRole: string
    /** A JSON list or text with commas. */
    readonly actions: string
  }
  readonly activities: {
    readonly table: string
    /** A whole number that rises with every row. */
    readonly id: string
    readonly userId: string
    readonly action: string
    /** In UTC. */
    readonly happenedAt: string
    readonly quantity: string
  }
}

export const DEFAULT_PODFACTORY_COLUMNS: PodfactoryColumns = {
  users: {
    table: 'users',
    id: 'id',
    email: 'email',
    fullName: 'full_name',
    userRole: 'user_role',
    actions: 'actions',
  },
  activities: {
    table: 'activities',
    id: 'id',
    userId: 'user_id',
    action: 'action',
    happenedAt: 'happened_at',
    quantity: 'quantity',
  },
}
