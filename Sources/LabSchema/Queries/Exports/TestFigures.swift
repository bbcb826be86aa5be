package import Billing
internal import Postgres

/// What one test brought in: its lines, and its share of their discounts.
package struct TestFigures: Sendable {
  /// nil where the test has no category.
  package var categoryID: CategoryID?
  package var category: String?
  /// nil where the line's test was deleted or never named.
  package var name: String?
  package var bookings: Int
  package var quantity: Int
  package var base: Money
  package var discount: Money
}

extension ExportReader {
  /// The tests of the scope's records by category and test, each by its id: two of one name stay two,
  /// and one that was renamed is one, called as the last of its documents says. Each record's discount
  /// is shared out over its lines in proportion to their amounts.
  package func tests() throws -> [TestFigures] {
    try connection.query(
      """
      select summed.category_id,
        first_value(summed.category) over (
          partition by summed.category_id
          order by summed.series_id desc nulls first, summed.sequence desc nulls first,
            summed.test_id
        ) as category,
        summed.test, summed.bookings, summed.quantity, summed.base, summed.discount
      from (
        select shared.category_id, shared.test_id, \(Self.last("category")) as category,
          \(Self.last("test")) as test, \(Self.last("series_id")) as series_id,
          \(Self.last("sequence")) as sequence, count(distinct shared.record_id) as bookings,
          sum(shared.quantity) as quantity, sum(shared.weight) as base,
          sum(shared.share) as discount
        from (
          \(SharedAmount.split(linesOfRecords))
        ) shared
        group by shared.category_id, shared.test_id
      ) summed
      order by category nulls last, summed.category_id, summed.test nulls last,
        summed.test_id
      """
    ) { row in
      TestFigures(
        categoryID: try row.decodeOptional(0), category: try row.optionalString(1),
        name: try row.optionalString(2), bookings: try row.int(3), quantity: try row.int(4),
        base: try row.decode(5), discount: try row.decode(6))
    }
  }

  /// What a group's last document has; a draft comes after all of them.
  private static func last(_ name: String) -> Statement {
    """
    (
      array_agg(
        shared.\(unescaped: name)
        order by shared.series_id desc nulls first, shared.sequence desc nulls first,
          shared.record_id desc
      )
    )[1]
    """
  }

  private var linesOfRecords: Statement {
    typealias Key = PricedLine.CodingKeys
    func line(_ key: Key) -> Statement { ExplanationSQL.text("line", key) }
    return """
      select r.id as record_id, line.place, r.discount_amount as whole,
            \(line(.amount))::numeric as weight,
            \(line(.testID))::integer as test_id, booked.name as test, booked.category_id,
            booked.category, r.invoice_series_id as series_id, r.invoice_sequence as sequence,
            \(line(.quantity))::bigint as quantity
          from billing_records r
          \(RecordNames.named)
          cross join lateral \(ExplanationSQL("r.pricing").elements(.lines, as: "line"))
          left join \(RecordNames.testRows) on booked.id = \(line(.testID))::integer
          where \(scope.holdsRecord())
      """
  }
}
