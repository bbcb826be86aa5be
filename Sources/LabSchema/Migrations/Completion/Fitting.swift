internal import Billing

/// What of a schema serves as something that a migration makes: the same, or one of the app's own in
/// its place. The one measure of what is taken over, what is completed, and what `migrate verify` finds
/// afterwards.
struct Fitting {
  enum Fit: Equatable {
    /// It does what the plan's would.
    case serves(CatalogObject)
    /// It is there, and something can be added to it.
    case lacks(CatalogObject, [Lack])
    /// Something of another kind of value goes by its name.
    case unlike(CatalogObject)
    case absent
  }

  /// What can be added to a column or a constraint that is there.
  enum Lack: Equatable {
    case notNull
    /// What fills it where a row does not say.
    case value(ColumnDefinition.Value)
    /// Another type, of the table that only the job writes.
    case type(String)
    /// A look at the rows that were there before.
    case validation
  }

  let history: CatalogHistory
  let found: FoundObjects

  /// - Parameter expected: what a migration makes, or makes of it.
  func fit(of expected: CatalogObject) -> Fit {
    switch expected.kind {
    case .column: column(expected)
    case .constraint: constraint(expected)
    case .index: index(expected)
    default: found[expected].map(Fit.serves) ?? .absent
    }
  }

  // MARK: Columns

  private func column(_ expected: CatalogObject) -> Fit {
    guard let there = found[expected] else { return .absent }
    let forms = history.forms(of: expected).map { ColumnDefinition($0.definition) }
    let wanted = ColumnDefinition(expected.definition)
    let has = ColumnDefinition(there.definition)
    var lacks: [Lack] = []
    if expected.isOfRecords {
      if (has.type, has.collation) != (wanted.type, wanted.collation) {
        lacks.append(.type(wanted.typeAndCollation))
      }
    } else if !forms.contains(where: { $0.accepts(has) }) {
      return .unlike(there)
    }
    if let value = lackingValue(of: there, wanted: wanted, has: has) {
      lacks.append(.value(value))
    }
    // What a later migration made `not null` is so, whoever made the column.
    let isNeeded =
      NeededValues.contains(expected.name) || forms.first.map { !$0.isNotNull } ?? false
    if wanted.isNotNull, isNeeded, !has.isNotNull { lacks.append(.notNull) }
    return lacks.isEmpty ? .serves(there) : .lacks(there, lacks)
  }

  /// What should fill a column and does not; nil where something does.
  private func lackingValue(
    of there: CatalogObject, wanted: ColumnDefinition, has: ColumnDefinition
  ) -> ColumnDefinition.Value? {
    switch (wanted.value, has.value) {
    case (.identity, .none): return .identity
    case (.expression(let text), .none):
      // The records of billing get the plan's type, and its words.
      let words = there.isOfRecords ? [] : found.words(of: there)
      return Self.written(text, as: words).map { .expression($0) }
    case (.expression(let text), .expression(let other)) where there.isOfRecords:
      // A text's default keeps the cast of the type that the column had.
      return CatalogObject.essence(of: text) == CatalogObject.essence(of: other)
        ? nil : .expression(text)
    default: return nil
    }
  }

  /// A default in the words that the app's column takes, where it has one for it.
  private static func written(_ value: String, as words: [ColumnWords]) -> String? {
    guard !words.isEmpty else { return value }
    guard let match = value.wholeMatch(of: /'(.*)'::text/) else { return nil }
    return ColumnWords.spelling(of: String(match.1), in: words).map(SQLText.init)?.description
  }

  // MARK: Constraints

  private func constraint(_ expected: CatalogObject) -> Fit {
    let wanted = ConstraintDefinition(expected.definition)
    let forms = history.forms(of: expected).map { ConstraintDefinition($0.definition).kind }
    if let column = enumeration(inPlaceOf: wanted, of: expected.table) { return .serves(column) }
    let serving = found.objects(.constraint, of: expected.table).filter { there in
      let has = ConstraintDefinition(there.definition)
      return has.isEnabled && forms.contains { has.kind.serves(as: $0) }
        && (!expected.isOfRecords || expected.isServedByName(there, wanted))
    }
    // One by its own name before others, and one that holds for all rows before one that does not.
    let ranked = serving.filter { $0.key == expected.key } + serving
    if let whole = ranked.first(where: { ConstraintDefinition($0.definition).isValid }) {
      return .serves(whole)
    }
    if let partial = ranked.first {
      return wanted.isValid ? .lacks(partial, [.validation]) : .serves(partial)
    }
    if let index = uniqueIndex(inPlaceOf: wanted, of: expected.table), !expected.isOfRecords {
      return .serves(index)
    }
    if expected.isOfRecords, let there = found[expected] { return .unlike(there) }
    return .absent
  }

  /// A column whose type lets in no other values than its labels; what is in its rows is looked at
  /// apart (`CompletionPlanner`).
  private func enumeration(
    inPlaceOf wanted: ConstraintDefinition, of table: String
  ) -> CatalogObject? {
    guard let list = wanted.list, table != Table.billingRecords.name,
      let column = found.column(list.column, of: table),
      ColumnDefinition(column.definition).enumeration != nil
    else { return nil }
    return column
  }

  private func uniqueIndex(
    inPlaceOf wanted: ConstraintDefinition, of table: String
  ) -> CatalogObject? {
    guard let columns = wanted.kind.keyColumns else { return nil }
    return found.objects(.index, of: table).first { there in
      guard let index = IndexDefinition(there.definition), index.isUnique, index.isValid,
        let others = index.columns
      else { return false }
      return Set(others) == Set(columns)
    }
  }

  // MARK: Indexes

  private func index(_ expected: CatalogObject) -> Fit {
    let forms = history.forms(of: expected).compactMap { IndexDefinition($0.definition) }
    for there in found.objects(.index, of: expected.table) {
      guard let has = IndexDefinition(there.definition), has.isValid else { continue }
      if forms.contains(where: { has.serves(as: $0) }) { return .serves(there) }
    }
    for there in found.objects(.constraint, of: expected.table) {
      guard let columns = ConstraintDefinition(there.definition).kind.keyColumns else { continue }
      if forms.contains(where: { !$0.isUnique && $0.columns == columns }) { return .serves(there) }
    }
    return .absent
  }
}

extension CatalogObject {
  /// Whether it belongs to the records of billing, the plan's table that only the job writes: there
  /// the database holds the job's promises, and nothing stands in for them.
  var isOfRecords: Bool { table == Table.billingRecords.name }

  /// Of the records' constraints only a foreign key may differ, in what happens when its target goes,
  /// and a primary key in its name.
  fileprivate func isServedByName(_ there: CatalogObject, _ wanted: ConstraintDefinition) -> Bool {
    switch wanted.kind {
    case .primaryKey: true
    case .foreignKey: there.key == key
    default:
      there.key == key
        && there.definition.trimmingSuffix(" NOT VALID")
          == definition.trimmingSuffix(" NOT VALID")
    }
  }
}

extension ColumnDefinition {
  /// Its type, and of a domain what it is over.
  private var base: String {
    type.ranges(of: " over ").last.map { String(type[$0.upperBound...]) } ?? type
  }

  /// The name of its domain.
  var domain: String? {
    type.wholeMatch(of: /domain (.+) over .+/).map { String($0.1) }
  }

  /// The name of the enumeration that it is of, or that its domain is over.
  var enumeration: String? {
    base.hasPrefix("enum ") ? String(base.dropFirst("enum ".count)) : nil
  }

  /// How many characters it holds, where that is limited.
  var width: Int? {
    base.wholeMatch(of: /character(?: varying)?\(([0-9]+)\)/).flatMap { Int($0.1) }
  }

  var typeAndCollation: String { collation.map { "\(type) collate \($0)" } ?? type }

  /// Whether what another column holds can be read as what this one does.
  func accepts(_ other: ColumnDefinition) -> Bool {
    ColumnTypeFamily(other.type).serves(as: ColumnTypeFamily(type))
  }
}

extension ConstraintDefinition.Kind {
  /// The columns of a key.
  var keyColumns: [String]? {
    switch self {
    case .primaryKey(let columns), .unique(let columns): columns
    default: nil
    }
  }

  /// Whether it holds rows to at least what the other one does; what happens to a row whose target
  /// goes is the app's own decision.
  func serves(as wanted: Self) -> Bool {
    switch (self, wanted) {
    case (
      .foreignKey(let columns, let table, let targets, _),
      .foreignKey(let otherColumns, let otherTable, let otherTargets, _)
    ):
      (columns, table, targets) == (otherColumns, otherTable, otherTargets)
    case (.check(let condition), .check(let other)),
      (.exclusion(let condition), .exclusion(let other)):
      CatalogObject.essence(of: condition) == CatalogObject.essence(of: other)
    default:
      if let own = keyColumns, let others = wanted.keyColumns {
        Set(own) == Set(others)
      } else {
        false
      }
    }
  }
}

extension IndexDefinition {
  /// Whether it finds, and holds apart, what the other one does.
  func serves(as wanted: IndexDefinition) -> Bool {
    (isUnique || !wanted.isUnique)
      && CatalogObject.essence(of: method) == CatalogObject.essence(of: wanted.method)
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> Substring {
    hasSuffix(suffix) ? dropLast(suffix.count) : self[...]
  }
}
