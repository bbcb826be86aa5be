/// Two values whose members stand side by side in one JSON object.
package struct Flat<First: Encodable, Second: Encodable>: Encodable {
  package var first: First
  package var second: Second

  package init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  package func encode(to encoder: any Encoder) throws {
    try first.encode(to: encoder)
    try second.encode(to: encoder)
  }
}

/// Texts as the members of a JSON object, by their names.
package struct TextMembers: Encodable {
  private let members: [(name: String, text: String)]

  package init(_ members: [(name: String, text: String)]) {
    self.members = members
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MemberName.self)
    for member in members {
      try container.encode(member.text, forKey: MemberName(stringValue: member.name))
    }
  }
}

/// A member's name that is known when the program runs.
package struct MemberName: CodingKey {
  package let stringValue: String
  package var intValue: Int? { nil }

  package init(stringValue: String) { self.stringValue = stringValue }
  package init?(intValue: Int) { nil }
}

extension Balance {
  /// Its figures by their columns' names, as decimal text: a JSON number is a binary fraction to most
  /// who read it.
  package func members(_ figures: [Figure] = Figure.allCases) -> TextMembers {
    TextMembers(figures.map { ($0.column, "\(self[$0])") })
  }
}
