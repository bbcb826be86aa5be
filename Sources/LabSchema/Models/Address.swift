package import Postgres

package typealias AddressID = ID<Address>

/// A place where a user can be visited.
package struct Address: Model {
  package let id: AddressID
  package let userID: UserID
  package let addressLine1: String
  package let city: String
  package let postalCode: String
  package let isDefault: Bool

  package static let table = Table(
    "addresses",
    columns: [
      Column("id", .integer),
      Column("user_id", .integer),
      Column("address_line1", .text),
      Column("city", .text),
      Column("postal_code", .text),
      Column("is_default", .boolean),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    userID = try row.decode(1)
    addressLine1 = try row.decode(2)
    city = try row.decode(3)
    postalCode = try row.decode(4)
    isDefault = try row.decode(5)
  }
}
