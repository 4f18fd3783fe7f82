package io.vigil.ops.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

class HistoryCheckTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[1000, 72], [2000, 73]]             | 0 | 0",
                "[[1000, 72], [2000, 73], [3000, 74]] | 0 | 0",
                "[[1000, 72]]                         | 1 | 0",
                "[[1000, 72], [2000, 99]]             | 1 | 0",
                "[[1000, 72], [2000, 73], [2000, 73]] | 0 | 1",
                "[]                                   | 2 | 0"
            })
    void tellsWhatIsLostAndWhatIsDoubled(String points, long lost, long doubled)
            throws JsonProcessingException {
        assertThat(HistoryCheck.compare(
                        new JsonMapper().readTree(points), Map.of(1000L, 72.0, 2000L, 73.0)))
                .isEqualTo(new HistoryCheck.Difference(lost, doubled));
    }
}
