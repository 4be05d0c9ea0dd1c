package dev.coffer.adapter.s3;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Picks texts out of a listing. Stores differ in what else they say there: minio-java's own reader
 * rejects what MinIO answers to a listing of multipart uploads.
 */
final class XmlLists {

  private XmlLists() {}

  /**
   * Of each element {@code item} the texts of these children, the empty text for one that is not
   * there.
   */
  static List<List<String>> read(String xml, String item, List<String> children)
      throws IOException {
    var items = new ArrayList<List<String>>();
    try {
      XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(xml));
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamConstants.START_ELEMENT
            && reader.getLocalName().equals(item)) {
          Map<String, String> found = readItem(reader);
          items.add(children.stream().map(child -> found.getOrDefault(child, "")).toList());
        }
      }
    } catch (XMLStreamException e) {
      throw new IOException("the store's listing cannot be read", e);
    }
    return items;
  }

  private static XMLInputFactory factory() {
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  private static Map<String, String> readItem(XMLStreamReader reader) throws XMLStreamException {
    var texts = new HashMap<String, String>();
    String name = "";
    for (int depth = 1; depth > 0; ) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          depth++;
          name = reader.getLocalName();
        }
        case XMLStreamConstants.END_ELEMENT -> depth--;
        case XMLStreamConstants.CHARACTERS -> {
          if (depth == 2) {
            texts.putIfAbsent(name, reader.getText());
          }
        }
        default -> {}
      }
    }
    return texts;
  }
}
