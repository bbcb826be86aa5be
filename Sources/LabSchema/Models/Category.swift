package import Postgres

package typealias CategoryID = ID<Category>

/// A kind of test, such as haematology.
package struct Category: Model {
  package let id: CategoryID
  package let name: String

  package static let table = Table(
    "categories",
    columns: [
      Column("id", .integer),
      Column("name", .text),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    name = try row.decode(1)
  }
}
