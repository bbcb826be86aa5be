package import Billing
package import Postgres

/// Reads what an export is made of. All of it belongs into one repeatable-read transaction, so that
/// the files agree with each other.
package struct ExportReader {
  let connection: Connection
  package let scope: BillingScope
  package let terms: OutcomeTerms

  package init(_ connection: Connection, scope: BillingScope, terms: OutcomeTerms) {
    self.connection = connection
    self.scope = scope
    self.terms = terms
  }

  /// The same reader for another month or day.
  package func moved(to scope: BillingScope) -> ExportReader {
    ExportReader(connection, scope: scope, terms: terms)
  }

  /// What has been paid for record `r`, and by how much its notes have changed it. A subquery for
  /// each record reads only the payments of the scope, however many years there are.
  static let settlements: Statement = """
    left join lateral (
      select coalesce(sum(p.amount), 0) as amount
      from billing_payments p
      where p.record_id = r.id
    ) paid on true
    left join lateral (
      select
        coalesce(sum(\(NoteSQL.change())), 0) as amount
      from billing_adjustments a
      where a.record_id = r.id
    ) adjusted on true
    """

  /// The names of findings `f`, joined by `;`; null where there are none.
  static let namesOfFindings: Statement = "string_agg(f.kind, ';' order by f.kind)"

  /// The names of booking `b`'s open findings.
  static let findingNames: Statement = """
    left join lateral (
      select coalesce(\(namesOfFindings), '') as names
      from billing_findings f
      where f.booking_id = b.id and \(FindingState.isCurrent())
    ) findings on true
    """
}
