/** What a job finds wrong with a document. */

/** Not documented: the codes, and the words of all but one message. */
export interface Finding {
  severity: 'Error' | 'Warning'
  messageCode: string
  message: string
  jsonPath: string
}

export function wrong(jsonPath: string, messageCode: string, message: string): Finding {
  return { severity: 'Error', messageCode, message, jsonPath }
}

export function absent(jsonPath: string): Finding {
  return wrong(jsonPath, 'MissingMandatoryField', 'A value is required.')
}

/** A salary that was left as it is while everything else of the position was changed. */
export function salaryIgnored(): Finding {
  return {
    severity: 'Warning',
    messageCode: 'ContractSalaryTypeMissing',
    message: 'contractSalaryType has not been provided. Salary update was not performed.',
    jsonPath: '$.salaryInformation',
  }
}
