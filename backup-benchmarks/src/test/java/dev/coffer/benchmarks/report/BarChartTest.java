package dev.coffer.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.benchmarks.report.Section.Bar;
import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class BarChartTest {

  @Test
  void barsOfASectionHaveOneScaleAndCarryTheirFigures() throws Exception {
    var section =
        new Section(
            "Lists & more",
            "",
            List.of("what"),
            List.of(),
            List.of(Bar.beside("ten", "lists/s", 500, 1000), Bar.alone("alone", "ms", 250)));

    Document picture = parse(BarChart.svg(List.of(section)));

    assertThat(widths(picture)).containsExactly(14, 14, 175, 350, 88);
    assertThat(picture.getDocumentElement().getTextContent())
        .contains("Lists & more", "500 lists/s", "1,000 lists/s", "250 ms");
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static List<Integer> widths(Document picture) {
    var bars = picture.getElementsByTagName("rect");
    return IntStream.range(0, bars.getLength())
        .mapToObj(n -> Integer.parseInt(((Element) bars.item(n)).getAttribute("width")))
        .toList();
  }
}
