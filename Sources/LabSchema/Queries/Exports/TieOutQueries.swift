package import Postgres

extension TieOut {
  /// Reads the tie-out of a month or a day. Inside a repeatable-read transaction its checks are of
  /// one moment.
  package static func read(
    _ scope: BillingScope, terms: OutcomeTerms, over connection: Connection
  ) throws -> TieOut {
    let reader = TieOutReader(connection: connection, scope: scope, terms: terms)
    return TieOut(
      checks: [try reader.bookings(), try reader.amounts()] + (try reader.series())
        + [try reader.payments()])
  }
}

extension ExportReader {
  /// The scope's tie-out.
  package func tieOut() throws -> TieOut {
    try TieOut.read(scope, terms: terms, over: connection)
  }
}

private struct TieOutReader {
  let connection: Connection
  let scope: BillingScope
  let terms: OutcomeTerms

  /// Each outcome is counted by what makes it so, the quarantined ones by their findings: a
  /// booking that should have a record and has neither record nor finding is in no count but the
  /// total.
  func bookings() throws -> TieOut.Check {
    let (total, accounted) = try connection.query(
      """
      select
        count(*),
        count(*) filter (where r.id is not null)
          + count(*) filter (where r.id is null and \(terms.isExcluded))
          + count(*) filter (
            where r.id is null
              and (\(terms.isExcluded)) is not true
              and (
                (\(terms.isBillable)) is not true
                or not (\(terms.nightHasCome) or \(OutcomeTerms.hasQuarantine))
              )
          )
          + count(*) filter (
            where r.id is null and \(terms.isBillable) and \(OutcomeTerms.hasQuarantine)
          )
      from bookings b
      left join billing_records r on r.booking_id = b.id
      where \(terms.isWithin(scope))
      """
    ) { row in (try row.int(0), try row.int(1)) }[0]
    return TieOut.Check(
      "Bookings = billed + excluded + waiting + quarantined",
      .counts(expected: total, actual: accounted))
  }

  func amounts() throws -> TieOut.Check {
    let (expected, actual) = try connection.query(
      """
      select
        coalesce(sum(r.base_amount) - sum(r.discount_amount) + sum(r.distance_charge), 0),
        coalesce(sum(r.final_amount), 0)
      from billing_records r
      where \(scope.holdsRecord())
      """
    ) { row in (try row.decode(0, as: Money.self), try row.decode(1, as: Money.self)) }[0]
    return TieOut.Check(
      "Base − discount + distance = final amount",
      .amounts(expected: expected, actual: actual))
  }

  /// Two checks for each number series that the scope's documents are in, over the whole series.
  /// The first counts documents and the second different numbers up to where the series stands: a
  /// gap, a duplicate, both at once, or a number beyond the series' own count breaks one of them.
  func series() throws -> [TieOut.Check] {
    try connection.query(
      """
      with touched as (
        select r.invoice_series_id as series_id
        from billing_records r
        where r.invoice_series_id is not null and \(scope.holdsRecord())
        union
        select a.series_id
        from billing_adjustments a
        where \(scope.holdsAdjustment())
      ),
      given as (
        select r.invoice_series_id as series_id, r.invoice_sequence as sequence
        from billing_records r
        where r.invoice_series_id in (select series_id from touched)
        union all
        select a.series_id, a.sequence
        from billing_adjustments a
        where a.series_id in (select series_id from touched)
      )
      select s.kind, s.fiscal_year, count(*), count(distinct given.sequence),
        max(given.sequence) - min(given.sequence) + 1,
        s.last_sequence - min(given.sequence) + 1
      from billing_number_series s
      join given on given.series_id = s.series_id
      group by s.series_id
      order by s.kind, s.fiscal_year, s.series_id
      """
    ) { row in try Self.seriesChecks(row) }.flatMap { $0 }
  }

  private static func seriesChecks(_ row: borrowing Row) throws -> [TieOut.Check] {
    let kind = try row.decode(0, as: NumberSeriesKind.self)
    let name = "\(kind.documents) \(try row.string(1))"
    let (documents, numbers) = (try row.int(2), try row.int(3))
    let (span, counted) = (try row.int(4), try row.int(5))
    return [
      TieOut.Check(
        "\(name): issued = last − first + 1", .counts(expected: span, actual: documents)),
      TieOut.Check(
        "\(name): each number of the series once", .counts(expected: counted, actual: numbers)),
    ]
  }

  /// A credit note after the payment leaves a refund to be made and is no fault: so only debit
  /// notes are counted.
  func payments() throws -> TieOut.Check {
    let overpaid = try connection.query(
      """
      select count(*)
      from billing_records r
      \(ExportReader.settlements)
      where \(scope.holdsRecord()) and paid.amount > r.final_amount + greatest(adjusted.amount, 0)
      """
    ) { try $0.int(0) }[0]
    return TieOut.Check(
      "Records paid beyond what was due", .counts(expected: 0, actual: overpaid))
  }
}

extension NumberSeriesKind {
  /// What a sheet calls the documents of such a series.
  package var documents: String {
    switch self {
    case .invoice: "Invoices"
    case .creditNote: "Credit notes"
    case .debitNote: "Debit notes"
    }
  }
}
