package import Billing
package import Postgres

/// What a test costs, as the app keeps it.
package struct TestPrice: Sendable {
  package let id: TestID
  package let name: String
  package let category: String?
  package let price: AmountReading
  package let discountedPrice: AmountReading
  package let isActive: Bool
}

extension Connection {
  /// The tests of the catalogue with their prices, by name.
  package func testPrices() throws -> [TestPrice] {
    try query(
      """
      select t.id, t.name, c.name, t.price, t.discounted_price, t.is_active
      from tests t
      left join categories c on c.id = t.category_id
      order by t.name, t.id
      """
    ) { row in
      TestPrice(
        id: try row.decode(0), name: try row.string(1), category: try row.optionalString(2),
        price: row.amountReading(3), discountedPrice: row.amountReading(4),
        isActive: try row.optionalBool(5) ?? true)
    }
  }

  /// How many booked lines of these tests have no unit price of their own, so that the test's price stands
  /// in for it (R3), and how many have one, which they keep.
  package func bookedLines(ofTests ids: [Int64]) throws -> (priced: Int, unpriced: Int) {
    try query(
      """
      select count(i.unit_price), count(*) - count(i.unit_price)
      from booking_items i
      where i.test_id = any (\(ids)::bigint[])
      """
    ) { (try $0.int(0), try $0.int(1)) }[0]
  }
}
