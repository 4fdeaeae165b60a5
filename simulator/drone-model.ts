/** A kind of drone as kits see it. */
export interface DroneModel {
  /** Self-ID text that its pilots leave as it is. */
  readonly description: string;
  readonly make: string;
  readonly model: string;
  /** Manufacturer and model code of an ANSI/CTA-2063-A serial number. */
  readonly serialPrefix: string;
  readonly macPrefix: string;
  readonly uaType: number;
  readonly uaTypeName: string;
  readonly cruiseMps: number;
  readonly transport: string;
  /** Channels that it uses, MHz. */
  readonly frequenciesMhz: readonly [number, ...number[]];
}

const multirotor = { uaType: 2, uaTypeName: 'Helicopter or Multirotor' };

export const droneModels: readonly [DroneModel, ...DroneModel[]] = [
  {
    ...multirotor,
    description: 'DJI Mavic 3 Flight',
    make: 'DJI',
    model: 'Mavic 3',
    serialPrefix: '1581F45T',
    macPrefix: '60:60:1F',
    cruiseMps: 12,
    transport: 'WiFi-Beacon',
    frequenciesMhz: [2437, 5745, 5805],
  },
  {
    ...multirotor,
    description: 'DJI Mini 4 Pro Flight',
    make: 'DJI',
    model: 'Mini 4 Pro',
    serialPrefix: '1581F6Z9',
    macPrefix: '60:60:1F',
    cruiseMps: 9,
    transport: 'WiFi-NAN',
    frequenciesMhz: [2437, 5785],
  },
  {
    ...multirotor,
    description: 'Matrice 350 survey',
    make: 'DJI',
    model: 'Matrice 350 RTK',
    serialPrefix: '1581F5BK',
    macPrefix: '34:D2:62',
    cruiseMps: 14,
    transport: 'WiFi-Beacon',
    frequenciesMhz: [2412, 5825],
  },
  {
    ...multirotor,
    description: 'ANAFI Ai',
    make: 'Parrot',
    model: 'ANAFI Ai',
    serialPrefix: '1588EPI0',
    macPrefix: '90:3A:E6',
    cruiseMps: 11,
    transport: 'WiFi-Beacon',
    frequenciesMhz: [2412, 2462],
  },
  {
    ...multirotor,
    description: 'EVO II Flight',
    make: 'Autel',
    model: 'EVO II',
    serialPrefix: '1748FEV3',
    macPrefix: 'EC:5B:CD',
    cruiseMps: 12,
    transport: 'BT5-LR-Extended',
    frequenciesMhz: [2402, 2426, 2480],
  },
  {
    uaType: 4,
    uaTypeName: 'VTOL (Vertical Take-Off and Landing)',
    description: 'Parcel 7',
    make: 'Wingcopter',
    model: '198',
    serialPrefix: '1883FWC8',
    macPrefix: 'B8:27:EB',
    cruiseMps: 22,
    transport: 'WiFi-Beacon',
    frequenciesMhz: [2437],
  },
];
