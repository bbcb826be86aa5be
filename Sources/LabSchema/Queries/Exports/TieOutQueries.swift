package import Billing
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
        + (try reader.notes()) + (try reader.payments()))
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

  /// Each outcome is counted by what makes it so, the quarantined ones by their findings. Whether a
  /// run has looked at all that it was to bill is asked where it decides
  /// (`unaccountedBookings(in:terms:)`).
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
                (\(terms.isBillable)) is not true or not \(OutcomeTerms.hasQuarantine)
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
    return TieOut.Check(TieOut.bookings, .counts(expected: total, actual: accounted))
  }

  func amounts() throws -> TieOut.Check {
    let (expected, actual) = try connection.query(
      """
      select
        coalesce(\(unescaped: Amounts.total { "sum(r.\($0.column))" }), 0),
        coalesce(sum(r.final_amount), 0)
      from billing_records r
      where \(scope.holdsRecord())
      """
    ) { row in (try row.decode(0, as: Money.self), try row.decode(1, as: Money.self)) }[0]
    return TieOut.Check(TieOut.amounts, .amounts(expected: expected, actual: actual))
  }

  /// Two checks for each number series that the scope's documents are in, up to the last of them: so
  /// what is numbered later does not change the package of an old month. The first counts documents
  /// and the second different numbers: a gap, a duplicate, both at once, or a number beyond the
  /// series' own count breaks one of them.
  func series() throws -> [TieOut.Check] {
    try connection.query(
      """
      \(SeriesSQL.documents(of: scope))
      select s.kind, s.fiscal_year, passed.count, count(*) + passed.count,
        count(distinct given.sequence) + passed.count,
        max(given.sequence) - min(given.sequence) + 1,
        max(given.sequence) - min(given.sequence) + 1
          -- Where the series stands, beside the last number that was given in it at all.
          + s.last_sequence
          - greatest(
            (
              select max(r.invoice_sequence)
              from billing_records r
              where r.invoice_series_id = s.series_id
            ),
            (select max(a.sequence) from billing_adjustments a where a.series_id = s.series_id),
            (
              select max(v.last_sequence)
              from billing_series_advances v
              where v.series_id = s.series_id
            )
          ),
        case
          when exists (
            select
            from billing_number_series earlier
            where earlier.kind = s.kind
              and earlier.fiscal_year = s.fiscal_year
              and earlier.series_id < s.series_id
          )
          then s.number_format
        end
      from billing_number_series s
      join given on given.series_id = s.series_id
      -- What was passed over between the first document and the scope's last.
      cross join lateral (
        \(SeriesSQL.passedOver(
          in: "s.series_id",
          where: """
            v.last_sequence < (select h.last from here h where h.series_id = s.series_id)
              and v.first_sequence > (
                select min(g.sequence) from given g where g.series_id = s.series_id
              )
            """))
      ) passed
      group by s.series_id, passed.count
      order by s.kind, s.fiscal_year, s.series_id
      """
    ) { row in try Self.seriesChecks(row) }.flatMap { $0 }
  }

  private static func seriesChecks(_ row: borrowing Row) throws -> [TieOut.Check] {
    let kind = try row.decode(0, as: NumberSeriesKind.self)
    // The year's first series is named by its year; one that goes on from it, by its format too.
    let format = try row.optionalString(7).map { " (\($0))" } ?? ""
    let name = "\(kind.documents) \(try row.string(1))\(format)"
    let passedOver = try row.int(2) > 0
    let (documents, numbers) = (try row.int(3), try row.int(4))
    let (span, counted) = (try row.int(5), try row.int(6))
    return [
      TieOut.Check(
        TieOut.issued(name, passedOver: passedOver), .counts(expected: span, actual: documents)),
      TieOut.Check(TieOut.once(name), .counts(expected: counted, actual: numbers)),
    ]
  }

  /// A record with its notes comes to what the last of them explains. Only where there are notes.
  func notes() throws -> [TieOut.Check] {
    let explanation = ExplanationSQL("a.pricing_after")
    return try connection.query(
      """
      select sum(\(Balance.due)), sum(last.final)
      from billing_records r
      \(ExportReader.settlements)
      join lateral \(NoteSQL.last("\(explanation.amount(.final)) as final"))
        on last.final is not null
      where \(scope.holdsRecord())
      having count(*) > 0
      """
    ) { row in
      TieOut.Check(
        TieOut.notes, .amounts(expected: try row.decode(1), actual: try row.decode(0)))
    }
  }

  /// More than was due can come in, and a credit note after the payment leaves a refund to be made:
  /// neither is a fault. What cannot be is a record that is marked paid and was not, and one that
  /// was and is not marked. A debit note after the payment leaves a paid record outstanding.
  func payments() throws -> [TieOut.Check] {
    try connection.query(
      """
      select
        count(*) filter (
          where \(RecordSQL.has(.paid))
            and paid.amount < r.final_amount - (
              select coalesce(sum(a.amount), 0)
              from billing_adjustments a
              where a.record_id = r.id and a.kind = \(word: AdjustmentKind.creditNote)
            )
        ),
        count(*) filter (
          where \(RecordSQL.has(.invoiced))
            and (paid.amount > 0 or adjusted.amount <> 0)
            and paid.amount >= \(Balance.due)
        )
      from billing_records r
      \(ExportReader.settlements)
      where \(scope.holdsRecord())
      """
    ) { row in
      [
        TieOut.Check(TieOut.paidUnpaid, .counts(expected: 0, actual: try row.int(0))),
        TieOut.Check(TieOut.unmarked, .counts(expected: 0, actual: try row.int(1))),
      ]
    }.flatMap(\.self)
  }
}
