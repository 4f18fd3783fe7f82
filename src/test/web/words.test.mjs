import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as format from '../../main/resources/web/format.js';
import { mayAcknowledge, readClaims, tokenProblem } from '../../main/resources/web/token.js';
import { alarm, token } from './given.mjs';

describe('numbers', () => {
  it('have the digits a nurse expects', () => {
    assert.equal(format.vitalText('hr', 79.6), '80');
    assert.equal(format.vitalText('temp', 37), '37.0');
    assert.equal(format.vitalText('hr', undefined), '–');
    assert.equal(format.vitalText('hr', NaN), '–');
  });

  it('say ages in whole units and never below zero', () => {
    const ages = [-500, 0, 59_999, 60_000, 3_599_999, 3_600_000, 86_400_000].map(format.ageText);
    assert.deepEqual(ages, ['0 s', '0 s', '59 s', '1 min', '59 min', '1 h', '1 d']);
  });

  it('count a mute down to zero', () => {
    assert.deepEqual([120_000, 119_001, 9_500, 0].map(format.countdownText), [
      '2:00',
      '2:00',
      '0:10',
      '0:00',
    ]);
  });

  it('know when a streamed vital is old, and that a spot one is not', () => {
    assert.equal(format.isOld('spo2', 30_001), true);
    assert.equal(format.isOld('spo2', 30_000), false);
    assert.equal(format.isOld('temp', 3_600_000), false);
  });
});

describe('alarm words', () => {
  it('name every condition of the profiles', () => {
    const said = {
      'hr-very-high': 'Heart rate very high',
      'spo2-low': 'SpO₂ low',
      'sbp-very-low': 'Systolic pressure very low',
      apnoea: 'Apnoea',
      'news2-emergency': 'NEWS2 emergency',
      'no-data': 'No data from device',
      'signal-lost.spo2': 'SpO₂ signal lost',
      'clock-skew': 'Device clock is off',
      'messages-lost': 'The server lost messages: screens may be wrong',
      'two-writers': 'Two servers wrote one patient’s record: call whoever runs them',
      'identity-conflict.p-2.x': 'Identity conflict',
      'leads-off': 'Leads off',
      'battery-low': 'Battery low',
    };
    for (const [condition, words] of Object.entries(said)) {
      assert.equal(format.conditionText(condition), words);
    }
  });

  it('say value and limit, or nothing', () => {
    assert.equal(format.alarmValueText(alarm()), '86 % · limit 90');
    assert.equal(format.alarmValueText(alarm({ value: undefined })), '');
    assert.equal(
      format.alarmValueText(alarm({ vital: 'news2', value: 8, limit: 7 })),
      '8 · limit 7',
    );
    assert.equal(format.alarmValueText(alarm({ limit: null })), '86 %');
    const conflict = alarm({ condition: 'identity-conflict.p-2', value: null, limit: null });
    assert.equal(format.alarmValueText(conflict), 'also in bed: p-2');
    const device = { ...conflict, device: 'monitor-7' };
    assert.equal(format.alarmValueText(device), 'monitor-7: also on p-2');
  });
});

describe('NEWS2', () => {
  it('is coloured by the response it asks for', () => {
    const band = (score, parts = {}) => format.news2Band({ score, complete: true, parts });
    assert.deepEqual(
      [0, 1, 4, 5, 6, 7, 15].map((score) => band(score)),
      ['zero', 'low', 'low', 'urgent', 'urgent', 'emergency', 'emergency'],
    );
    assert.equal(band(3, { rr: 3 }), 'urgent');
    assert.equal(format.news2Band(null), 'none');
  });

  it('says when parts are missing', () => {
    assert.equal(format.news2Text({ score: 4, complete: false }), '4+');
    assert.equal(format.news2Text({ score: 4, complete: true }), '4');
    assert.equal(format.news2Text(undefined), '–');
  });

  it('reads points bare or within an object', () => {
    const parts = { rr: 2, temp: { score: 1 }, sbp: { points: 3 }, oxygen: null };
    assert.deepEqual(format.news2Points(parts), { rr: 2, temp: 1, sbp: 3, oxygen: null });
  });
});

describe('token', () => {
  it('tells who signed in, in any alphabet', () => {
    assert.equal(readClaims(token({ sub: 'Žofie', role: 'viewer' })).sub, 'Žofie');
    for (const bad of ['', 'a', 'a.b', 'a.!!.c', 'a.bnVsbA.c']) assert.equal(readClaims(bad), null);
  });

  it('is refused with a reason before it is sent', () => {
    assert.match(tokenProblem('nonsense', 0), /not a Vigil token/);
    assert.match(tokenProblem(token({ role: 'viewer', exp: 10 }), 20_000), /expired/);
    assert.match(tokenProblem(token({ role: 'device' }), 0), /device token/);
    assert.equal(tokenProblem(token({ role: 'viewer', exp: 30 }), 20_000), null);
  });

  it('shows the acknowledge button from clinician up', () => {
    const may = ['device', 'viewer', 'auditor', 'clinician', 'lead', 'admin'].filter((role) =>
      mayAcknowledge({ role }),
    );
    assert.deepEqual(may, ['clinician', 'lead', 'admin']);
    assert.equal(mayAcknowledge(null), false);
  });
});
