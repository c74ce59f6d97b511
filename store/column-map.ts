/**
 * Where the customer's own tables keep what podlink needs. Names are checked to be plain identifiers
 * before they reach SQL; a null column means that the customer keeps no such thing.
 */
export type ColumnMap = {
  readonly employees: {
    readonly table: string
    readonly id: string
    readonly name: string
    readonly email: string
    readonly auth0UserId: string
    readonly isActive: string
    readonly department: string | null
    readonly roleCode: string | null
    /** Earlier names, `|` between several. */
    readonly previousNames: string | null
  }
  readonly activityLogs: {
    readonly table: string
    readonly id: string
    readonly employeeId: string
    readonly action: string
    readonly happenedAt: string
    readonly quantity: string
  }
}

/** The names the seed document uses. */
export const DEFAULT_COLUMN_MAP: ColumnMap = {
  employees: {
    table: 'employees',
    id: 'id',
    name: 'name',
    email: 'email',
    auth0UserId: 'auth0_user_id',
    isActive: 'is_active',
    department: 'department',
    roleCode: 'role_code',
    previousNames: 'previous_names',
  },
  activityLogs: {
    table: 'activity_logs',
    id: 'id',
    employeeId: 'employee_id',
    action: 'action',
    happenedAt: 'happened_at',
    quantity: 'quantity',
  },
}
