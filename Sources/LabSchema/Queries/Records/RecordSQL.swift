internal import Billing
internal import Postgres

/// Parts of statements about records, each a row `r` of `billing_records`: what a status means.
enum RecordSQL {
  /// Whether record `alias` may still change.
  static func isDraft(_ alias: String = "r") -> Statement { has(.draft, alias) }

  /// Whether its amounts do not change any more.
  static func isFinalized(_ alias: String = "r") -> Statement {
    "\(unescaped: alias).status <> \(word: RecordStatus.draft)"
  }

  /// Whether it is finalized and has no number yet.
  static let waitsForNumber = has(.finalized)

  /// Whether it has a number: then it is an invoice, paid or not.
  static func isInvoice(_ alias: String = "r") -> Statement {
    "\(unescaped: alias).invoice_number is not null"
  }

  /// Whether it has no number yet, by its status, of which there is an index.
  static let hasNoNumber: Statement = """
    r.status in (\(word: RecordStatus.draft), \(word: RecordStatus.finalized))
    """

  /// Whether record `alias` has a status.
  static func has(_ status: RecordStatus, _ alias: String = "r") -> Statement {
    "\(unescaped: alias).status = \(word: status)"
  }

  /// How many of the records `r` that a query reads have each status, in the order of the statuses.
  static let countsByStatus = Statement.list(
    RecordStatus.allCases.map { "count(*) filter (where \(has($0)))" })
}
