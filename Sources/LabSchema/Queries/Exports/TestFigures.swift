internal import Postgres

/// What one test brought in: its lines, and its share of their discounts.
package struct TestFigures: Sendable {
  package var category: String?
  /// nil where the line's test was deleted or never named.
  package var name: String?
  package var bookings: Int
  package var quantity: Int
  package var base: Money
  package var discount: Money
}

extension ExportReader {
  /// The tests of the scope's records by category and name. Each record's discount is shared out
  /// over its lines in proportion to their amounts.
  package func tests() throws -> [TestFigures] {
    try connection.query(
      """
      select category.name, test.name, count(distinct shared.record_id), sum(shared.quantity),
        sum(shared.weight), sum(shared.share)
      from (
        \(SharedAmount.split(linesOfRecords))
      ) shared
      left join tests test on test.id = shared.test_id
      left join categories category on category.id = test.category_id
      group by category.name, test.name, test.id
      order by category.name nulls last, test.name nulls last, test.id
      """
    ) { row in
      TestFigures(
        category: try row.optionalString(0), name: try row.optionalString(1),
        bookings: try row.int(2), quantity: try row.int(3), base: try row.decode(4),
        discount: try row.decode(5))
    }
  }

  private var linesOfRecords: Statement {
    """
    select r.id as record_id, line.place, r.discount_amount as whole,
            (line.value ->> 'amount')::numeric as weight,
            (line.value ->> 'test')::integer as test_id,
            (line.value ->> 'quantity')::bigint as quantity
          from billing_records r
          cross join lateral jsonb_array_elements(r.pricing -> 'lines')
            with ordinality as line (value, place)
          where \(scope.holdsRecord())
    """
  }
}
