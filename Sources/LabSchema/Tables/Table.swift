internal import Billing

/// A table of a lab: what it is called, what a row of it is, and its columns. Whatever reads or writes it,
/// gives rights on it or tells of it goes by this description; the migrations make it, and a test holds
/// the two against each other.
package struct Table: Equatable, Sendable {
  package let name: String
  /// What a row is, in a sentence.
  package let meaning: String
  package let columns: [Column]
  /// The columns of its primary key, by which every row is told from the others: the first one, where
  /// nothing else is said.
  package let identity: [String]
  /// The columns that people call a row by, as a coupon by its code; empty where they have its
  /// identity only. In a table of the app's nothing but habit may keep two rows from having the same.
  package let naturalKey: [String]
  /// The columns that a search for a text looks in.
  package let searched: [String]
  /// What has to be so between the columns of a row that a person writes.
  package let rules: [RowRule]

  package init(
    _ name: String, _ meaning: String, columns: [Column], identity: [String]? = nil,
    naturalKey: [String] = [], searched: [String] = [], rules: [RowRule] = []
  ) {
    self.name = name
    self.meaning = meaning
    self.columns = columns
    self.identity = identity ?? [columns[0].name]
    self.naturalKey = naturalKey
    self.searched = searched
    self.rules = rules
  }

  /// The column of that name, in any case; nil where there is none.
  package func column(_ name: some StringProtocol) -> Column? {
    let name = name.lowercased()
    return columns.first { $0.name == name }
  }

  /// The columns, separated by commas. Instants are cast, so that a lab whose own columns are
  /// `timestamp` without a zone is read in the session's zone (R1).
  func selectList(qualifier: String?) -> String {
    columns.map { column in
      let name = qualifier.map { "\($0).\(column.name)" } ?? column.name
      return column.type == .instant ? "\(name)::timestamptz" : name
    }.joined(separator: ", ")
  }
}

/// A column of a table.
package struct Column: Equatable, Sendable {
  /// Who may see what it holds.
  package enum Visibility: Sendable {
    case open
    /// Nobody: never part of a register, an export or a log.
    case secret
    /// The app's people, and nobody of billing.
    case medical
  }

  package let name: String
  package let type: ColumnType
  package let isNullable: Bool
  /// Whether the database computes the value, so that nobody may write it.
  package let isGenerated: Bool
  /// The table that it names a row of.
  package let references: String?
  /// The words that it may hold, in any case; nil where it holds any.
  package let choices: [String]?
  package let visibility: Visibility
  /// What a row gets that does not say; nil where it gets null, or has to say.
  package let filling: Filling?
  /// What a number that a person writes lies in; the database may let in more.
  package let range: ValueRange?
  /// Whether it holds words of the app's, which are the same in any case (R2).
  package let isWord: Bool
  /// Whether the app counts in it: a file that is imported does not set it back.
  package let isCounted: Bool
  /// Whether it is a telephone number, which people write in many ways.
  package let isPhone: Bool
  /// What a text that a person writes has to look like; nil where it is any.
  package let form: ValueForm?
  /// What it holds; empty where its name says it.
  package let meaning: String

  package init(
    _ name: String, _ type: ColumnType, nullable: Bool = false, generated: Bool = false,
    references: String? = nil, choices: [String]? = nil, visibility: Visibility = .open,
    filling: Filling? = nil, range: ValueRange? = nil, isPhone: Bool = false,
    isWord: Bool = false, isCounted: Bool = false,
    form: ValueForm? = nil, meaning: String = ""
  ) {
    self.name = name
    self.type = type
    self.isNullable = nullable
    self.isGenerated = generated
    self.references = references
    self.choices = choices
    self.visibility = visibility
    self.filling = filling
    self.range = range
    self.isPhone = isPhone
    self.isWord = isWord || choices != nil
    self.isCounted = isCounted
    self.form = form
    self.meaning = meaning
  }
}

extension Column {
  /// Whether it says when a row was made and changed and by whom, and no more.
  package var isWrittenAlong: Bool {
    switch filling {
    case .created, .changed, .creator, .changer: true
    case .identity, .value, nil: false
    }
  }

  /// Whether a file that is imported leaves it as it is.
  var isKept: Bool { isWrittenAlong || isCounted }
}

/// The SQL types the lab's tables use.
package enum ColumnType: Hashable, Sendable {
  case boolean
  case integer
  case bigint
  /// `numeric` of any precision.
  case number
  case numeric(precision: Int, scale: Int)
  case text
  case varchar(Int)
  case textArray
  case date
  /// A time of day, in the lab's own zone.
  case time
  /// `timestamptz`.
  case instant
  case jsonb
  case uuid

  /// An amount of money: `numeric(12,2)`.
  package static let money = ColumnType.numeric(precision: 12, scale: 2)

  /// The type's name as Postgres writes it (`format_type`).
  package var sql: String {
    switch self {
    case .boolean: "boolean"
    case .integer: "integer"
    case .bigint: "bigint"
    case .number: "numeric"
    case .numeric(let precision, let scale): "numeric(\(precision),\(scale))"
    case .text: "text"
    case .varchar(let length): "character varying(\(length))"
    case .textArray: "text[]"
    case .date: "date"
    case .time: "time without time zone"
    case .instant: "timestamp with time zone"
    case .jsonb: "jsonb"
    case .uuid: "uuid"
    }
  }
}
