internal import Postgres

/// Words that a column takes, and no others: the labels of an enumeration, or what a check lists, over
/// the column itself or over its domain. SQLAlchemy's Enum makes the one or the other.
package struct ColumnWords: Equatable, Sendable {
  enum Holder: Equatable, Sendable {
    case enumeration(String)
    case domain(String)
    case constraint(String)
  }

  let holder: Holder
  let words: [String]
  /// Whether it takes each of them in any case.
  let isFolded: Bool

  /// Whether it holds whatever type the column has.
  var isOfConstraint: Bool {
    if case .constraint = holder { true } else { false }
  }

  /// What a check lists, over the column itself or over its domain; nil where it is another check.
  init?(_ check: ConstraintDefinition, of holder: Holder) {
    guard let list = check.list else { return nil }
    self.init(holder: holder, words: list.values, isFolded: list.isFolded)
  }

  init(holder: Holder, words: [String], isFolded: Bool = false) {
    self.holder = holder
    self.words = words
    self.isFolded = isFolded
  }

  private func takes(_ word: String) -> Bool {
    isFolded ? words.contains { $0.lowercased() == word.lowercased() } : words.contains(word)
  }

  /// How a word is written into a column: as it is, or in the case in which the column takes it; nil
  /// where it takes no such word.
  ///
  /// - Parameter lists: all that restrict the column.
  static func spelling(of word: String, in lists: [ColumnWords]) -> String? {
    let known = lists.filter { !$0.isFolded }.flatMap(\.words)
    let spellings = [word] + known.filter { $0.lowercased() == word.lowercased() }
    return spellings.first { spelling in lists.allSatisfy { $0.takes(spelling) } }
  }

  /// The word in the way in which the others here are written.
  func inStyle(_ word: String) -> String {
    words.allSatisfy { $0 == $0.uppercased() } ? word.uppercased() : word
  }
}

/// The words of the schema's enumerations and domains, by the name of the type as the catalog writes
/// it.
struct TypeWords {
  let enumerations: [String: [String]]
  let domains: [String: [ColumnWords]]

  init(_ connection: Connection) throws {
    let labels = try connection.query(
      """
      select format_type(e.enumtypid, null), array_agg(e.enumlabel::text order by e.enumsortorder)
      from pg_catalog.pg_enum e
      group by e.enumtypid
      """
    ) { row in (try row.string(0), try row.decode(1, as: TextArray.self).elements) }
    enumerations = Dictionary(labels, uniquingKeysWith: { one, _ in one })
    let checks = try connection.query(
      """
      with recursive under (domain, type) as (
        select t.oid, t.oid from pg_catalog.pg_type t where t.typtype = 'd'
        union all
        select under.domain, t.typbasetype
        from under
        join pg_catalog.pg_type t on t.oid = under.type and t.typtype = 'd'
      )
      select format_type(under.domain, null), pg_get_constraintdef(k.oid, true)
      from under
      join pg_catalog.pg_constraint k on k.contypid = under.type and k.contype = 'c'
      order by 1, 2
      """
    ) { row in (domain: try row.string(0), definition: try row.string(1)) }
    var domains: [String: [ColumnWords]] = [:]
    for check in checks {
      let words = ColumnWords(ConstraintDefinition(check.definition), of: .domain(check.domain))
      if let words { domains[check.domain, default: []].append(words) }
    }
    self.domains = domains
  }
}

extension FoundObjects {
  /// What restricts a column to words; empty where it takes any text.
  func words(of column: CatalogObject) -> [ColumnWords] {
    let definition = ColumnDefinition(column.definition)
    var lists = definition.domain.flatMap { types.domains[$0] } ?? []
    if let type = definition.enumeration, let labels = types.enumerations[type] {
      lists.append(ColumnWords(holder: .enumeration(type), words: labels))
    }
    for check in objects(.constraint, of: column.table) {
      let definition = ConstraintDefinition(check.definition)
      guard definition.list?.column == column.ownName else { continue }
      lists += ColumnWords(definition, of: .constraint(check.ownName)).map { [$0] } ?? []
    }
    return lists
  }
}
