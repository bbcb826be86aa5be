internal import Yams

/// Sections of a configuration file, each read by itself, so that what is wrong in one is no matter to the
/// others: a misspelt key, and also what makes the file as a whole no YAML.
enum YAMLSections {
  /// The scalar values of these sections by key, such as `notify.url_start`.
  static func values(of names: Set<String>, in text: String) -> [String: String] {
    var values: [String: String] = [:]
    for (name, lines) in sections(of: text) where names.contains(name) {
      guard let node = try? compose(yaml: lines.joined(separator: "\n")),
        let mapping = node.mapping?[name]?.mapping
      else { continue }
      for (key, value) in mapping where value.null == nil {
        if let key = key.string, let text = value.scalar?.string { values["\(name).\(key)"] = text }
      }
    }
    return values
  }

  /// The lines of each section: from one that begins with its name to before the next that is not
  /// indented.
  private static func sections(of text: String) -> [(name: String, lines: [Substring])] {
    var sections: [(name: String, lines: [Substring])] = []
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if let first = line.first, first != " ", first != "\t", first != "#" {
        sections.append((String(line.prefix { $0 != ":" }), [line]))
      } else if !sections.isEmpty {
        sections[sections.count - 1].lines.append(line)
      }
    }
    return sections
  }
}
