/** What a migration must know of the customer's schema before it can point a foreign key at it. */
export type SchemaContext = {
  readonly employeesTable: string
  readonly employeeIdColumn: string
  /** As the server reports it, such as `int(11)` or `bigint(20) unsigned`; keys are typed the same. */
  readonly employeeIdType: string
}

/**
 * One step of the schema, append-only once released. Every statement can run again after a crash half-way
 * (`IF NOT EXISTS`), because MySQL commits each DDL statement by itself.
 */
export type Migration = {
  readonly name: string
  readonly statements: (context: SchemaContext) => readonly string[]
}
