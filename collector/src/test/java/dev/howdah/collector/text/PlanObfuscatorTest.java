package dev.howdah.collector.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlanObfuscatorTest {
    @Test
    void keepsNamesAndNumbersAndHidesConstants() {
        assertThat(PlanObfuscator.obfuscate("""
                [
                  {
                    "Plan": {
                      "Node Type": "Index Scan",
                      "Subplan Name": "InitPlan 1",
                      "Relation Name": "it's \\"odd\\"",
                      "Total Cost": 8.17,
                      "Index Cond": "(name = 'se\\\\cret\\"\\u0041'::text)",
                      "Filter": "((a > 5) AND (b = $1))",
                      "Sort Key": ["lower(name)", "(x || 'y'::text)"]
                    }
                  }
                ]
                """))
                .isEqualTo("[{\"Plan\":{\"Node Type\":\"Index Scan\",\"Subplan Name\":\"InitPlan 1\","
                        + "\"Relation Name\":\"it's \\\"odd\\\"\",\"Total Cost\":8.17,\"Index Cond\":\"(name = ?::text)\","
                        + "\"Filter\":\"((a > ?) AND (b = $1))\",\"Sort Key\":[\"lower(name)\",\"(x || ?::text)\"]}}]");
    }

    @Test
    void bearsWhatIsCutOff() {
        assertThat(PlanObfuscator.obfuscate("[{\"Filter\": \"a = 'secr")).isEqualTo("[{\"Filter\":\"a = ?\"");
        assertThat(PlanObfuscator.obfuscate("\"\\u00")).isEqualTo("\"\"");
    }
}
